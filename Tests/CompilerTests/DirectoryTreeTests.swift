import Compiler
import Glibc
import Testing

struct DirectoryTreeTests {
    /// A directory of its own, gone afterwards.
    private func withRoots(_ body: (_ first: String, _ second: String, _ outside: String) throws -> Void) throws {
        var template = Array("/tmp/pigeon-tree-XXXXXX".utf8CString)
        let root = try #require(mkdtemp(&template).map { String(cString: $0) })
        for name in ["a", "b", "out", "a/web"] { mkdir("\(root)/\(name)", 0o755) }
        try write("a/top.sls", "first", in: root)
        try write("b/top.sls", "second", in: root)
        try write("b/only.sls", "b", in: root)
        try write("a/web/init.sls", "web", in: root)
        try write("out/secret", "s", in: root)
        symlink("\(root)/out/secret", "\(root)/a/escape")
        symlink("\(root)/out", "\(root)/a/outdir")
        symlink("web", "\(root)/a/link")
        defer {
            for file in [
                "a/escape", "a/outdir", "a/link", "a/top.sls", "b/top.sls", "b/only.sls", "a/web/init.sls",
                "out/secret",
            ] {
                unlink("\(root)/\(file)")
            }
            for name in ["a/web", "a", "b", "out", ""] { rmdir("\(root)/\(name)") }
        }
        try body("\(root)/a", "\(root)/b", "\(root)/out")
    }

    private func write(_ path: String, _ text: String, in root: String) throws {
        let file = try #require(fopen("\(root)/\(path)", "w"))
        fputs(text, file)
        fclose(file)
    }

    private func expect<Found: Equatable>(_ found: Found, _ expected: Found) { #expect(found == expected) }

    @Test func `the first root that has a file wins`() throws {
        try withRoots { first, second, _ in
            let tree = DirectoryTree(["base": [first, second]])
            expect(try tree.read("top.sls", environment: "base"), Array("first".utf8))
            expect(try tree.read("only.sls", environment: "base"), Array("b".utf8))
            expect(try tree.read("none.sls", environment: "base"), nil)
            expect(try tree.read("web", environment: "base"), nil)
            expect(try tree.files(environment: "base"), ["link/init.sls", "only.sls", "top.sls", "web/init.sls"])
        }
    }

    @Test func `a stretch of a file is read as far as the file goes`() throws {
        try withRoots { first, _, _ in
            let tree = DirectoryTree(["base": [first]])
            for (stretch, text) in [(0..<5, "first"), (1..<3, "ir"), (3..<99, "st"), (5..<9, ""), (2..<2, "")] {
                expect(try tree.read("top.sls", environment: "base", stretch), Array(text.utf8))
            }
        }
    }

    @Test func `nothing outside of a root is served`() throws {
        try withRoots { first, _, outside in
            let tree = DirectoryTree(["base": [first]])
            for path in [
                "../out/secret", "web/../../out/secret", "escape", "outdir/secret", outside + "/secret", "a\0b",
            ] {
                let found = try tree.read(path, environment: "base")
                #expect(found == nil, "\(path)")
            }
        }
    }
}
