import Testing
import Values

/// Searching for a text in another one. What is expected is what Python says, and Swift's own functions.
struct TextSearchTests {
    @Test(arguments: [
        ("a,b,,c", ",", ["a", "b", "", "c"]), ("://x", "://", ["", "x"]), ("x://", "://", ["x", ""]),
        ("abc", "bc", ["a", ""]),
        ("aaaa", "aa", ["", "", ""]), ("aaa", "aa", ["", "a"]), ("abab", "ba", ["a", "b"]), ("", ",", [""]),
        ("abc", "abcd", ["abc"]), ("naïve", "ï", ["na", "ve"]), ("a\r\n\r\nb", "\r\n", ["a", "", "b"]),
    ])
    func `a text is split around another one`(text: String, separator: String, parts: [String]) {
        #expect(text.split(around: separator).map(String.init) == parts)
        #expect(text.replacing(separator, with: "<>") == parts.joined(separator: "<>"))
        #expect(text.contains(separator) == (parts.count > 1))
    }

    @Test func `no more is split or replaced than was asked for`() {
        #expect("a::b::c".split(around: "::", maxSplits: 1).map(String.init) == ["a", "b::c"])
        #expect("a::b::c".replacing("::", with: ".", maxReplacements: 1) == "a.b::c")
        #expect("abc".split(around: "", maxSplits: 5).map(String.init) == ["abc"])
        #expect("abc".replacing("", with: "x") == "abc")
    }

    @Test func `the first place is found, of bytes too`() {
        let bytes = Array("GET / HTTP/1.1\r\n\r\nbody\r\n\r\n".utf8)
        #expect(bytes.firstRange(of: Array("\r\n\r\n".utf8)) == 14..<18)
        #expect(bytes.firstRange(of: Array("\r\nx".utf8)) == nil)
        #expect(bytes.firstRange(of: [UInt8]()) == 0..<0)
        #expect("".contains(""))
        // A letter with an accent is one, however it is written, and no letter without one.
        #expect("e\u{301}".contains("\u{e9}"))
        #expect(!"e\u{301}".contains("e" as String))
    }
}
