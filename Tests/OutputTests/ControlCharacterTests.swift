import Output
import Testing
import Values

/// What is shown to people does not command their terminal, whatever a minion returned.
struct ControlCharacterTests {
    private static let hostile = "a\u{7}b\u{1B}[2Jc\u{7F}d\u{9B}e\u{8}f"

    @Test func `a line has a question mark for each control character`() {
        #expect(Self.hostile.printable == "a?b?[2Jc?d?e?f")
        #expect("one\ttwo\r\n\u{85}é😀".printable == "one?two???é😀")
    }

    @Test(arguments: [OutputFormat.nested, .highstate, .noReturn, .key])
    func `texts and keys of returns have none, in the formats for people`(format: OutputFormat) {
        let state: Value = ["result": true, "comment": .string(Self.hostile), "changes": [:], "__run_num__": 0]
        let values: [Value] = [
            [Self.hostile: .string(Self.hostile)], ["web1": ["test_|-a_|-\u{1B}c_|-nop": state]],
            ["minions": [Self.hostile: "aa:bb\u{9B}"]],
        ]
        for value in values {
            let text = Outputter(format: format).render(value)
            #expect(
                text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control || $0 == "\n" },
                "\(text.debugDescription)")
        }
    }

    @Test func `lines and tabs of a return stay, and so do keys that differ in control characters alone`() {
        let text = Outputter(format: .nested).render(["w": "a\tb\r\nc\rd\u{7}"])
        #expect(text == "w:\n    a\tb\n    c\n    d?")
        let keys = Outputter(format: .nested).render(["a\u{7}": 1, "a\u{8}": 2])
        #expect(keys == "a?:\n    1\na??:\n    2")
    }
}
