import Testing
import Values

@testable import Jinja

/// Damaged templates: whatever the source is, the lexer, the parser and the renderer end with a text or an error.
@Suite struct MutationTests {
    private static let pieces = [
        "{{", "}}", "{%", "%}", "{#", "#}", "-", "(", ")", "[", "]", "{", "}", "|", "~", "'", "\"", "\\", " in ",
        " is ",
        "for", "endfor", "if", "endif", "set", "macro", "raw", "0x", "1e", "..", "%", "*", "**", "é", "\u{2028}", "\0",
        "loop", "self", "super()", "caller()", "\n", "99999999999", "import", "extends", "block",
    ]

    /// SplitMix64: the same numbers in every run.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64 = 20_260_101

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    private func damaged(_ source: String, _ others: [String], _ numbers: inout Numbers) -> String {
        var scalars = Array(source.unicodeScalars)
        for _ in 0..<Int.random(in: 1...5, using: &numbers) {
            let place = Int.random(in: 0...scalars.count, using: &numbers)
            switch Int.random(in: 0..<100, using: &numbers) {
            case ..<40:
                scalars.insert(contentsOf: (Self.pieces.randomElement(using: &numbers) ?? "").unicodeScalars, at: place)
            case ..<70:
                let end = min(scalars.count, place + Int.random(in: 1...6, using: &numbers))
                scalars.removeSubrange(place..<end)
            case ..<85:
                let other = Array((others.randomElement(using: &numbers) ?? "").unicodeScalars)
                let start = Int.random(in: 0...other.count, using: &numbers)
                scalars.insert(contentsOf: other[start...].prefix(40), at: place)
            default: scalars = Array(scalars[place...] + scalars[..<place])
            }
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    /// Loops and output are limited, so that a template which takes minutes is one that hangs.
    @Test(.timeLimit(.minutes(10))) func `no damaged template crashes or hangs the engine`() {
        var numbers = Numbers()
        let sources = Fixture.all.map(\.template)
        var options = Environment.Options.salt
        options.limits.loopIterations = 20_000
        options.limits.outputSize = 1 << 20
        let files = ["inc.jinja": "a{{ x }}", "base.jinja": "{% block a %}{% endblock %}"]
        let environment = Environment(loader: DictionaryLoader(files), options: options)
        var rendered = 0
        for number in 0..<6000 {
            let source = damaged(sources[number % sources.count], sources, &numbers)
            do {
                let text = try environment.template(source: source, name: "damaged").render(
                    values: ["x": 1, "d": ["a": 1], "l": [1, 2]]
                ).text
                #expect(text.utf8.count <= options.limits.outputSize, "\(source)")
                rendered += 1
            } catch {
                #expect(!error.message.isEmpty, "\(source)")
            }
        }
        #expect(rendered > 500 && rendered < 5500)
    }
}
