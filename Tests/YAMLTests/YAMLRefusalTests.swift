import Testing
import Values
import YAML

struct YAMLRefusalTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String
        let line: Int
        let column: Int
        var testDescription: String { message }
    }

    /// The words and marks are those of PyYAML's C loader.
    static let refusals = [
        Refusal(
            text: "a: 1\nb: 2\na: 3\n", message: "while constructing a mapping, found conflicting ID 'a'", line: 3,
            column: 1),
        Refusal(
            text: "a:\n\tb: 1\n",
            message: "while scanning for the next token, found character that cannot start any token", line: 2,
            column: 1),
        Refusal(text: "a: 1\n b: 2\n", message: "mapping values are not allowed in this context", line: 2, column: 3),
        Refusal(
            text: "a:\n  - b\n  c: d\n",
            message: "while parsing a block collection, did not find expected '-' indicator", line: 3, column: 3),
        Refusal(
            text: "x: [a, b\ny: 1\n", message: "while parsing a flow sequence, did not find expected ',' or ']'",
            line: 2,
            column: 2),
        Refusal(
            text: "a: 'x\n", message: "while scanning a quoted scalar, found unexpected end of stream", line: 2,
            column: 1),
        Refusal(text: "a: *nope\n", message: "found undefined alias 'nope'", line: 1, column: 4),
        Refusal(
            text: "a: !!python/object/apply:os.system [ls]\n",
            message: "could not determine a constructor for the tag 'tag:yaml.org,2002:python/object/apply:os.system'",
            line: 1, column: 4),
        Refusal(
            text: "a: !vault x\n", message: "could not determine a constructor for the tag '!vault'", line: 1, column: 4
        ),
        Refusal(
            text: "a: 1\n---\nb: 2\n",
            message: "expected a single document in the stream, but found another document", line: 2, column: 1),
        Refusal(
            text: "a:\n  <<: 5\n",
            message:
                "while constructing a mapping, expected a mapping or list of mappings for merging, but found a number",
            line: 2, column: 7),
        Refusal(
            text: "a: &x [*x]\n", message: "found unconstructable recursive node: '*x' is inside '&x'", line: 1,
            column: 8),
        Refusal(
            text: "a: \u{1}\n", message: "unacceptable character #x0001: control characters are not allowed", line: 1,
            column: 4),
        Refusal(text: "a: !!int e\n", message: "'e' is tagged as an integer, but is none", line: 1, column: 4),
        Refusal(text: "a: !!int ''\n", message: "'' is tagged as an integer, but is none", line: 1, column: 4),
        Refusal(text: "a: !!float 0x3\n", message: "'0x3' is tagged as a float, but is none", line: 1, column: 4),
    ]

    @Test(arguments: refusals)
    func `what is not YAML is refused in PyYAML's words, with the place`(refusal: Refusal) throws {
        let failure = try #require(throws: Diagnostic.self) { _ = try YAMLReader.read(refusal.text, file: "a.sls") }
        #expect(failure.message == refusal.message)
        #expect(failure.location == Values.SourceLocation(file: "a.sls", line: refusal.line, column: refusal.column))
        #expect(failure.frame?.contains("> ") == true)
    }

    @Test func `a template expression that was not rendered gets a hint`() throws {
        let failure = try #require(throws: Diagnostic.self) { _ = try YAMLReader.read("a: {{ b }}\n", file: "a.sls") }
        #expect(failure.message == "while constructing a mapping, found unacceptable key: a mapping can't be a key")
        #expect(failure.hint?.contains("possible double curly-brace") == true)
    }

    @Test func `a TAB is named in the hint`() throws {
        let failure = try #require(throws: Diagnostic.self) { _ = try YAMLReader.read("a:\n\tb: 1\n", file: "a.sls") }
        #expect(failure.hint == "indent with spaces: YAML does not allow a TAB here")
    }

    @Test func `an alias bomb is refused`() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let alias = "*a\(level - 1)"
            text += "a\(level): &a\(level) [\(Array(repeating: alias, count: 10).joined(separator: ", "))]\n"
        }
        let failure = try #require(throws: Diagnostic.self) { _ = try YAMLReader.read(text, file: "a.sls") }
        #expect(failure.message.contains("expand to more than"))
    }

    @Test func `nesting without end is refused`() throws {
        let text = String(repeating: "[", count: 5000)
        #expect(throws: Diagnostic.self) { _ = try YAMLReader.read(text, file: "a.sls") }
    }
}
