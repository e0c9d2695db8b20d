import Glibc
import TestSupport
import Testing
import Values

/// What `pigeon call --local` prints, and how it exits, beside `salt-call --local` (`scripts/oracle/command_output.py`).
struct OutputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let content: Value
        var testDescription: String { name }
    }

    private static func cases() throws -> [Case] {
        let text = try Fixtures().text("output.json")
        return (try JSON.read(text).list ?? []).map { Case(name: $0["name"]?.string ?? "", content: $0) }
    }

    @Test(arguments: try cases())
    func `a call prints what Salt's does, byte for byte, and exits as it does`(item: Case) throws {
        let listed = (item.content["differences"]?.list ?? []).compactMap { $0["words"] }
        for call in item.content["calls"]?.list ?? [] {
            let words = (call["words"]?.list ?? []).compactMap(\.string)
            let run = try Self.run(words, in: item.content["files"]?.map ?? [:])
            let isSame = run.text == call["output"]?.string && Int(run.status) == call["exit"]?.int
            if listed.contains(call["words"] ?? .null) {
                // A difference that is no more has to go from the list.
                #expect(!isSame, "\(words) is as Salt's now")
                continue
            }
            #expect(run.text == call["output"]?.string, "\(words)")
            #expect(Int(run.status) == call["exit"]?.int, "\(words)")
        }
    }

    private static func run(_ words: [String], in files: ValueMap) throws -> (text: String, status: Int32) {
        let root = try TemporaryDirectory()
        let scratch = root.file("scratch")
        func placed(_ text: String) -> String {
            text.replacing("@DIR@", with: scratch).replacing("@ROOT@", with: root.path)
        }
        for (path, text) in [("scratch/", nil)] + files.map({ ($0.key.string ?? "", $0.value.string) }) {
            var parent = root.path
            for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
                parent += "/\(part)"
                mkdir(parent, 0o755)
            }
            if let text { try root.write(placed(text), to: path) }
        }
        let run = try ProcessRun(
            [try FakeAPI.program(), "call", "--local", "-c", root.path] + words.map { placed($0) })
        return (shape(run.output, root.path), run.status)
    }

    /// Words in place of what is another in every run.
    private static func shape(_ text: String, _ root: String) -> String {
        text.replacing("\(root)/scratch", with: "@DIR@").replacing(root, with: "@ROOT@")
            .replacing(/\d\d:\d\d:\d\d\.\d{6}/, with: "TIME")
            .replacing(/(Duration: |[Dd]uration["']?: )[\d.e-]+/) { "\($0.1)DURATION" }
            .replacing(/\[ *[\d.e-]+ ms\]/, with: "[DURATION]")
            .replacing(/Total run time: +[\d.]+ *m?s/, with: "Total run time: DURATION")
            .replacing(/(["']?pid["']?: *)\d+/) { "\($0.1)PID" }
            .replacing(/(pid(?:\u{1b}\[0;0m)?:\n *(?:\u{1b}\[0;1;33m)?)\d+/) { "\($0.1)PID" }
            .replacing(/(duration:\n *)[\d.e-]+/) { "\($0.1)DURATION" }
    }
}
