import RegularExpressions
import Testing

/// Expectations were read off Python 3.11's `re`.
@Suite struct RegularExpressionTests {
    @Test func `search finds the first match anywhere and its groups`() throws {
        let expression = try RegularExpression(#"(?P<name>\w+)=(\d+)?"#)
        let match = try #require(try expression.search("  key= b=2"))
        #expect(match.text == "key=")
        #expect(match["name"] == "key")
        #expect(match.groups == ["key", nil])
        #expect(match.range == 2..<6)
        #expect(try expression.search("nothing") == nil)
        #expect(try RegularExpression("(a)|(b)(c)?|(d)").search("b")?.groups == [nil, "b", nil, nil])
    }

    @Test func `match is anchored at the start and full match at both ends`() throws {
        let expression = try RegularExpression("web|web1")
        #expect(try expression.match("web12")?.text == "web")
        #expect(try expression.match("a web") == nil)
        #expect(try expression.fullMatch("web1")?.text == "web1")
        #expect(try expression.fullMatch("web12") == nil)
    }

    @Test(arguments: [
        ("x*", "-", "abxd", "-a-b--d-"), ("a", "b", "banana", "bbnbnb"), (#"(\w+) (\w+)"#, #"\2 \1"#, "a b", "b a"),
        (#"(?P<x>\d)"#, #"<\g<x>\g<1>>"#, "1 2", "<11> <22>"), ("", "-", "äb", "-ä-b-"), ("$", "!", "a", "a!"),
        (#"\."#, #"\\n\n"#, "a.b", "a\\n\nb"), ("é", "e", "écolé", "ecole"),
    ])
    func `replace works as re.sub`(pattern: String, template: String, text: String, expected: String) throws {
        #expect(try RegularExpression(pattern).replace(text, with: template) == expected)
    }

    @Test func `replace can stop after some matches`() throws {
        #expect(try RegularExpression("a").replace("aaaa", with: "b", count: 2) == "bbaa")
    }

    @Test func `find all gives matches that do not overlap`() throws {
        #expect(try RegularExpression("[aeiou]").findAll("education").map(\.text) == ["e", "u", "a", "i", "o"])
        #expect(try RegularExpression("a|").findAll("ba").map(\.text) == ["", "a", ""])
    }

    @Test func `split keeps the groups of the separators`() throws {
        #expect(try RegularExpression(#"(,)|;"#).split("a,b;c") == ["a", ",", "b", nil, "c"])
    }

    @Test func `flags are Python's`() throws {
        #expect(try RegularExpression("ABC", options: .ignoreCase).search("xabc") != nil)
        #expect(try RegularExpression("^b", options: .multiline).search("a\nb") != nil)
        #expect(try RegularExpression("^b").search("a\nb") == nil)
        #expect(try RegularExpression("a.b").search("a\nb") == nil)
        #expect(try RegularExpression("a.b", options: .dotMatchesNewlines).search("a\nb") != nil)
        #expect(try RegularExpression("Ä", options: .ignoreCase).search("ä") != nil)
        #expect(try RegularExpression(#"a\Z"#).search("a\n") == nil)
        #expect(try RegularExpression("a$").search("a\n") != nil)
    }

    @Test func `a bad pattern says what is wrong and where`() {
        #expect {
            try RegularExpression("a(b")
        } throws: { error in
            guard case .invalidPattern("a(b", let reason, 3)? = error as? RegularExpressionError else { return false }
            return reason.contains("parenthesis")
        }
    }

    @Test func `a reference to a group that is not there is refused`() throws {
        let expression = try RegularExpression("(a)")
        #expect(throws: RegularExpressionError.self) { try expression.replace("a", with: #"\2"#) }
        #expect(throws: RegularExpressionError.self) { try expression.replace("a", with: #"\g<nope>"#) }
    }

    @Test func `catastrophic backtracking is stopped`() throws {
        let expression = try RegularExpression("^(a+)+$", matchLimit: 100_000)
        #expect(throws: RegularExpressionError.matchLimitExceeded("^(a+)+$")) {
            try expression.search(String(repeating: "a", count: 40) + "b")
        }
    }

    @Test func `escape makes a text match itself`() throws {
        let text = "a.b*[c] $1 \\ (d)|{2}^~#-"
        #expect(try RegularExpression(RegularExpression.escape(text)).fullMatch(text) != nil)
        #expect(RegularExpression.escape("a.b c") == #"a\.b\ c"#)
    }
}
