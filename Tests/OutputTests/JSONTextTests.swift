import Testing
import Values

/// What Python's `json.dumps` and `repr` print for the same.
struct JSONTextTests {
    private let text = "quote \" backslash \\ slash / \u{8}\u{c}\u{a}\u{d}\u{9} \u{1}\u{1f}\u{7f} é € 😀"

    @Test func `control characters, quotes and backslashes are escaped`() {
        #expect(
            JSON.write(.string(text))
                == "\"quote \\\" backslash \\\\ slash / \\b\\f\\n\\r\\t \\u0001\\u001f\u{7f} é € 😀\"")
    }

    @Test func `what is not ASCII is escaped in UTF-16 where that is wanted`() {
        #expect(
            JSON.write(.string(text), style: .init(escapesNonASCII: true))
                == "\"quote \\\" backslash \\\\ slash / \\b\\f\\n\\r\\t \\u0001\\u001f\\u007f \\u00e9 \\u20ac \\ud83d\\ude00\""
        )
    }

    @Test func `lists and maps are indented by level, empty ones stay on their line`() {
        let value: Value = ["a": [1, 2, ["b": nil, "c": []]], "e": [:], "t": true]
        let lines = """
            {
                "a": [
                    1,
                    2,
                    {
                        "b": null,
                        "c": []
                    }
                ],
                "e": {},
                "t": true
            }
            """
        #expect(JSON.write(value, style: .pretty) == lines)
        #expect(
            JSON.write(value, style: .init()) == "{\"a\": [1, 2, {\"b\": null, \"c\": []}], \"e\": {}, \"t\": true}")
        #expect(JSON.write(value) == "{\"a\":[1,2,{\"b\":null,\"c\":[]}],\"e\":{},\"t\":true}")
    }

    @Test(arguments: [
        (0.0001, "0.0001"),
        (0.00012345, "0.00012345"),
        (1e-05, "1e-05"),
        (123456789.125, "123456789.125"),
        (9007199254740991.0, "9007199254740991.0"),
        (9007199254740992.0, "9007199254740992.0"),
        (9007199254740994.0, "9007199254740994.0"),
        (1000000000000000.0, "1000000000000000.0"),
        (1e+16, "1e+16"),
        (1.2345678901234568e+17, "1.2345678901234568e+17"),
        (0.1, "0.1"),
        (0.3333333333333333, "0.3333333333333333"),
        (Double.leastNonzeroMagnitude, "5e-324"),
        (Double.greatestFiniteMagnitude, "1.7976931348623157e+308"),
        (100.0, "100.0"),
        (-2.5, "-2.5"),
        (1e+22, "1e+22"),
        (0.001, "0.001"),
    ])
    func `a float is written as Python writes it`(number: Double, text: String) {
        #expect(PythonNumber.repr(number) == text)
        #expect(PythonNumber.repr(-number) == (number < 0 ? String(text.dropFirst()) : "-" + text))
    }
}
