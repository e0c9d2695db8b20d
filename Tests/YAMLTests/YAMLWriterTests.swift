import TestSupport
import Testing
import Values
import YAML

struct YAMLWriterTests {
    static let styles: [(name: String, style: YAMLWriter.Style)] = [
        ("block", .block), ("flow", .flow), ("leaves", YAMLWriter.Style(flow: .leaves)),
        ("sorted", YAMLWriter.Style(sortsKeys: true)),
    ]

    @Test(arguments: Fixtures().cases("dump", suffix: ".json"))
    func `what is written is what PyYAML writes, and reads back the same`(name: String) throws {
        let value = try JSON.read(try Fixtures().text("dump/\(name).json"))
        for (suffix, style) in Self.styles {
            let text = YAMLWriter.write(value, style: style)
            #expect(text == (try Fixtures().text("dump/\(name).\(suffix).yaml")), "style \(suffix)")
            #expect(try YAMLReader.read(text, file: "x").value == value)
        }
    }

    @Test func `floats that JSON does not know are written in YAML's words`() {
        #expect(
            YAMLWriter.write([.double(.infinity), .double(-.infinity), .double(.nan)]) == "- .inf\n- -.inf\n- .nan\n")
        #expect(YAMLWriter.write([.double(1e20), .double(1.5e-7)]) == "- 1.0e+20\n- 1.5e-07\n")
    }

    @Test func `text that would read as something else is quoted`() {
        let texts: [Value] = ["1_000", "0o17", "0x1f", ".5", "1:30", "On", "~", "", "<<", "2020-01-01"]
        let expected = "- '1_000'\n- 0o17\n- '0x1f'\n- '.5'\n- '1:30'\n- 'On'\n- '~'\n- ''\n- <<\n- '2020-01-01'\n"
        #expect(YAMLWriter.write(.list(texts)) == expected.replacing("- <<\n", with: "- '<<'\n"))
    }

    @Test func `integer keys sort by size`() {
        let map = Value.map(ValueMap([(.int(10), .null), (.int(9), .null)]))
        #expect(YAMLWriter.write(map, style: YAMLWriter.Style(sortsKeys: true)) == "9: null\n10: null\n")
    }
}

struct YAMLQuotingTests {
    @Test func `a quoted text stays on one line and reads back the same`() throws {
        let long = String(repeating: "word ", count: 40) + "it's \"x\"\n\ttab"
        let quoted = YAMLWriter.quoted(long, .double)
        #expect(!quoted.contains("\n"))
        #expect(try YAMLReader.value(quoted) == .string(long))
        #expect(YAMLWriter.quoted("it's", .single) == "'it''s'")
        #expect(YAMLWriter.quoted("a\"b", .double) == "\"a\\\"b\"")
    }
}
