import Model
import Testing

struct GlobTests {
    /// Expectations from Python's `fnmatch.fnmatchcase`.
    @Test(arguments: [
        ("*", "", true), ("*", "web1", true), ("web*", "web1", true), ("web*", "Web1", false), ("*eb*", "web1", true),
        ("web?", "web1", true), ("web?", "web", false), ("web[12]", "web2", true), ("web[!12]", "web2", false),
        ("web[!12]", "web3", true), ("web[a-c]", "webb", true), ("web[c-a]", "webb", false), ("a[]]b", "a]b", true),
        ("a[!]]b", "a]b", false), ("a[b", "a[b", true), ("a[-x]", "a-", true), ("a[x-]", "a-", true),
        ("*a*b*c", "xxaxxbxxc", true), ("*a*b*c", "xxaxxbxx", false), ("a.b", "axb", false), ("", "", true),
        ("", "a", false), ("a\\*", "a\\b", true), ("é?", "éü", true), ("*.sls", "a/b.sls", true), ("**", "x", true),
    ])
    func `a pattern means what fnmatch takes it for`(pattern: String, text: String, expected: Bool) {
        #expect(Glob(pattern).matches(text) == expected)
    }

    @Test func `many stars don't hang it`() {
        let pattern = String(repeating: "*a", count: 40) + "*b"
        #expect(!Glob(pattern).matches(String(repeating: "a", count: 5000)))
    }

    @Test func `a text with a star, a question mark or a bracket is a pattern`() {
        #expect(["a*", "a?", "a[b]"].allSatisfy { Glob.isPattern($0) })
        #expect(!Glob.isPattern("a.b-c"))
    }
}
