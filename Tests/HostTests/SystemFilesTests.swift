import Glibc
import Host
import Testing
import Values

struct SystemFilesTests {
    let files = SystemFiles()

    @Test func `a write keeps the mode that the file had, and leaves nothing beside it`() throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let path = scratch.file("motd")
        try files.write(Array("one".utf8), to: path, FileAttributes(mode: 0o640))
        try files.write(Array("two".utf8), to: path, FileAttributes())
        #expect(try files.readText(path) == "two")
        #expect(try files.status(of: path)?.mode == 0o640)
        #expect(try files.list(scratch.path) == ["motd"])
    }

    @Test func `a write through a link changes what the link leads to`() throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        try files.write(Array("one".utf8), to: scratch.file("real"), FileAttributes())
        try files.link(scratch.file("name"), to: "real")
        try files.write(Array("two".utf8), to: scratch.file("name"), FileAttributes())
        #expect(try files.readText(scratch.file("real")) == "two")
        #expect(try files.linkTarget(of: scratch.file("name")) == "real")
    }

    @Test func `a write into a missing directory fails with its reason and leaves nothing`() throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let path = scratch.file("no/file")
        let error = #expect(throws: FileError.self) { try files.write([], to: path, FileAttributes()) }
        #expect(error?.description == "can't write \(path): No such file or directory")
        #expect(try files.list(scratch.path).isEmpty)
    }

    @Test func `removing a tree does not follow links`() throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        try files.makeDirectories(scratch.file("keep"))
        try files.write([1], to: scratch.file("keep/x"), FileAttributes())
        try files.makeDirectories(scratch.file("tree/deep"))
        try files.link(scratch.file("tree/deep/link"), to: scratch.file("keep"))
        try files.remove(scratch.file("tree"))
        #expect(!files.exists(scratch.file("tree")))
        #expect(try files.read(scratch.file("keep/x")) == [1])
    }

    @Test func `directories that are made are told, outermost first`() throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        #expect(try files.makeDirectories(scratch.file("a/b")) == [scratch.file("a"), scratch.file("a/b")])
        #expect(try files.makeDirectories(scratch.file("a/b")).isEmpty)
    }

    @Test(arguments: [
        (644, "0644"), (755, "0755"), (4755, "4755"), (0, "0000"),
    ])
    func `a number is a mode by its digits`(number: Int, text: String) {
        #expect(FileMode(.int(number))?.description == text)
    }

    @Test func `a mode is text in quotes or with 0o as well, and nothing else`() {
        #expect(FileMode("\"0600\"")?.bits == 0o600)
        #expect(FileMode("0o755")?.bits == 0o755)
        #expect(FileMode("u+x") == nil)
        #expect(FileMode("0999") == nil)
        #expect(FileMode(bits: 0o640).forDirectories.bits == 0o750)
    }

    // Expected: Python's os.path.
    @Test(arguments: [
        ("/etc/motd", "/etc", "motd"), ("/motd", "/", "motd"), ("motd", "", "motd"), ("/a//b", "/a", "b"),
        ("/a/b/", "/a/b", ""),
    ])
    func `paths are taken apart as Python does`(path: String, directory: String, name: String) {
        #expect(PathText.directory(of: path) == directory)
        #expect(PathText.name(of: path) == name)
    }

    @Test(arguments: [("/a/../b/./c//", "/b/c"), ("a/..", "."), ("/..", "/"), ("../x", "../x")])
    func `paths are normalized as Python does`(path: String, expected: String) {
        #expect(PathText.normalized(path) == expected)
    }
}
