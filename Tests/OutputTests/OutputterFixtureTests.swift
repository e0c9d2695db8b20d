import Output
import TestSupport
import Testing
import Values

/// Every case under `Fixtures`: a return, and what Salt 3007.1's outputter makes of it.
struct OutputterFixtureTests {
    static let cases = OutputFormat.allCases.flatMap { format in
        Fixtures().cases(format.rawValue, suffix: ".json").map { "\(format.rawValue)/\($0)" }
    }

    @Test func `there are cases`() { #expect(Self.cases.count > 40) }

    @Test(arguments: cases)
    func `a return is shown byte for byte as Salt shows it`(name: String) throws {
        let input = try JSON.read(Fixtures().text("\(name).json"), file: name)
        let expected = try Fixtures().text("\(name).txt")
        let options = input["options"]?.map ?? [:]
        let outputter = Outputter(
            format: try OutputFormat(named: input["format"]?.string ?? ""), colour: options["color"] == true,
            states: try StateOutput(options: options), indent: indent(options))
        let text = outputter.render(input["value"] ?? .null, retcode: input["retcode"]?.int ?? 0)
        #expect(text == expected, "\(difference(text, expected))")
    }

    private func indent(_ options: ValueMap) -> Outputter.Indent {
        switch options["output_indent"] {
        case nil: .standard
        case "pretty": .pretty
        case .int(let count) where count >= 0: .spaces(count)
        default: .none
        }
    }

    /// The first line that differs.
    private func difference(_ text: String, _ expected: String) -> String {
        let (ours, theirs) = (
            text.split(separator: "\n", omittingEmptySubsequences: false),
            expected.split(separator: "\n", omittingEmptySubsequences: false)
        )
        for index in 0..<max(ours.count, theirs.count) {
            let (a, b) = (index < ours.count ? ours[index] : "(end)", index < theirs.count ? theirs[index] : "(end)")
            if a != b { return "line \(index + 1)\n ours:   \(a.debugDescription)\n theirs: \(b.debugDescription)" }
        }
        return "none"
    }
}
