import Host
import Testing

/// What Python's `os.path.dirname` and `basename` say.
struct PathTextTests {
    @Test(arguments: [
        ("/etc/motd", "/etc", "motd"), ("motd", "", "motd"), ("/motd", "/", "motd"), ("//a", "//", "a"),
        ("/a//b", "/a", "b"), ("/a/b/", "/a/b", ""), ("a//", "a", ""), ("///", "///", ""), ("", "", ""),
        ("/\u{fc}/\u{f6}", "/\u{fc}", "\u{f6}"), ("/e\u{301}//\u{1F600}", "/e\u{301}", "\u{1F600}"),
    ])
    func `a path is taken apart at its last slash`(path: String, directory: String, name: String) {
        #expect(PathText.directory(of: path) == directory)
        #expect(PathText.name(of: path) == name)
    }
}
