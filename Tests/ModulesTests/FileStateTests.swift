import Host
import Testing
import Values

@testable import Modules

struct FileStateTests {
    let files = SystemFiles()

    @Test func `a directory is made, found right and given another mode`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let minion = try TestMinion()
        let path = scratch.file("d")
        let change: Value = .map([path: ["directory": "new"]])
        #expect(
            outcome(try await minion.single("file.directory", path, ["test": true])) == [
                "result": nil, "comment": .string("The following files will be changed:\n\(path): directory - new\n"),
                "changes": change,
            ])
        #expect(!files.exists(path))
        #expect(
            outcome(try await minion.single("file.directory", path)) == [
                "result": true, "comment": "", "changes": change,
            ])
        #expect(
            outcome(try await minion.single("file.directory", path)) == [
                "result": true, "comment": .string("The directory \(path) is in the correct state"), "changes": [:],
            ])
        #expect(
            outcome(try await minion.single("file.directory", path, ["mode": 700])) == [
                "result": true, "comment": .string("Directory \(path) updated"),
                "changes": .map([path: ["mode": "0700"], "mode": "0700"]),
            ])
        #expect(try files.status(of: path)?.mode == 0o700)
    }

    @Test func `recursion reaches files and directories with their own modes`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        try files.makeDirectories(scratch.file("d/sub"))
        try scratch.write("x", to: "d/sub/f", mode: 0o644)
        let state = try await TestMinion().single(
            "file.directory", scratch.file("d"), ["dir_mode": 750, "file_mode": 640, "recurse": ["mode"]])
        #expect(state["result"] == true)
        #expect(try files.status(of: scratch.file("d/sub"))?.mode == 0o750)
        #expect(try files.status(of: scratch.file("d/sub/f"))?.mode == 0o640)
    }

    @Test func `a directory without a parent needs makedirs`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let minion = try TestMinion()
        let path = scratch.file("a/b")
        #expect(
            try await minion.single("file.directory", path)["comment"] == .string("No directory to create \(path) in"))
        #expect(try await minion.single("file.directory", path, ["makedirs": true])["result"] == true)
        #expect(files.isDirectory(path))
    }

    @Test func `what is there is removed, whatever it is`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let minion = try TestMinion()
        try scratch.write("x", to: "f")
        let path = scratch.file("f")
        #expect(
            try await minion.single("file.absent", path, ["test": true])["comment"]
                == .string("File \(path) is set for removal"))
        #expect(files.exists(path))
        #expect(
            outcome(try await minion.single("file.absent", path)) == [
                "result": true, "comment": .string("Removed file \(path)"), "changes": ["removed": .string(path)],
            ])
        #expect(
            outcome(try await minion.single("file.absent", path)) == [
                "result": true, "comment": .string("File \(path) is not present"), "changes": [:],
            ])
        try files.makeDirectories(scratch.file("d/e"))
        #expect(
            try await minion.single("file.absent", scratch.file("d"))["comment"]
                == .string("Removed directory \(scratch.file("d"))"))
        #expect(try await minion.single("file.absent", "/")["result"] == false)
    }

    @Test func `a link is made, kept, and led elsewhere`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let minion = try TestMinion()
        let path = scratch.file("link")
        let made = try await minion.single("file.symlink", path, ["target": "/etc/hosts"])
        #expect(
            outcome(made) == [
                "result": true, "comment": .string("Created new symlink \(path) -> /etc/hosts"),
                "changes": ["new": .string(path)],
            ])
        let kept = try await minion.single("file.symlink", path, ["target": "/etc/hosts"])
        #expect(kept["comment"] == .string("Symlink \(path) is present and owned by root:root"))
        _ = try await minion.single("file.symlink", path, ["target": "/etc/passwd"])
        #expect(try files.linkTarget(of: path) == "/etc/passwd")
    }

    @Test func `a file in a link's place stays without force`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let minion = try TestMinion()
        try scratch.write("x", to: "f")
        #expect(try await minion.single("file.symlink", scratch.file("f"), ["target": "/a"])["result"] == false)
        #expect(try scratch.read("f") == "x")
        #expect(
            try await minion.single("file.symlink", scratch.file("f"), ["target": "/a", "force": true])["result"]
                == true)
        #expect(try files.linkTarget(of: scratch.file("f")) == "/a")
    }

    @Test func `lines are appended once, white space aside`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        try scratch.write("one\ntwo  x", to: "f")
        let minion = try TestMinion()
        let state = try await minion.single("file.append", scratch.file("f"), ["text": ["two x", "three"]])
        #expect(state["comment"] == "Appended 1 lines")
        #expect(try scratch.read("f") == "one\ntwo  x\nthree\n")
        let again = try await minion.single("file.append", scratch.file("f"), ["text": ["two x", "three"]])
        #expect(again["changes"] == [:])
        #expect(again["comment"] == .string("File \(scratch.file("f")) is in correct state"))
    }

    @Test func `existence is told and touching always changes`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let minion = try TestMinion()
        let path = scratch.file("f")
        #expect(
            try await minion.single("file.exists", path)["comment"] == .string("Specified path \(path) does not exist"))
        #expect(try await minion.single("file.missing", path)["result"] == true)
        #expect(try await minion.single("file.touch", path)["changes"] == ["new": .string(path)])
        #expect(try await minion.single("file.touch", path)["changes"] == ["touched": .string(path)])
        #expect(try await minion.single("file.exists", path)["result"] == true)
    }

    @Test func `matches are replaced, and what is missing is appended once`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        try scratch.write("Port 22\n#X 1\n", to: "f")
        let minion = try TestMinion()
        let path = scratch.file("f")
        let arguments: ValueMap = ["pattern": "^Port (\\d+)$", "repl": "Port 1\\1", "backup": false, "count": 1]
        let tested = try await minion.single("file.replace", path, arguments.merged(with: ["test": true]))
        #expect(tested["comment"] == "Changes would have been made")
        let state = try await minion.single("file.replace", path, arguments)
        #expect(
            outcome(state) == [
                "result": true, "comment": "Changes were made",
                "changes": ["diff": "--- \n+++ \n@@ -1,2 +1,2 @@\n-Port 22\n+Port 122\n #X 1\n"],
            ])
        let added: ValueMap = ["pattern": "^Y .*$", "repl": "Y 2", "append_if_not_found": true, "backup": false]
        #expect(try await minion.single("file.replace", path, added)["comment"] == "Changes were made")
        #expect(try await minion.single("file.replace", path, added)["comment"] == "No changes needed to be made")
        #expect(try scratch.read("f") == "Port 122\n#X 1\nY 2\n")
        #expect(try files.list(scratch.path) == ["f"])
        let missing = try await minion.single("file.replace", scratch.file("no"), added)
        #expect(missing["comment"] == .string("\(scratch.file("no")): file not found"))
    }

    @Test func `a directory of the file server is copied, selected and rendered`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let minion = try TestMinion(states: [
            "web/files/a.conf": "{{ grains.os }}\n", "web/files/sub/b.conf": "b\n", "web/files/sub/c.bak": "c\n",
            "other": "x",
        ])
        let path = scratch.file("etc")
        let arguments: ValueMap = [
            "source": "salt://web/files", "template": "jinja", "file_mode": "0600", "exclude_pat": "*.bak",
        ]
        let tested = try await minion.single("file.recurse", path, arguments.merged(with: ["test": true]))
        #expect(tested["result"] == .null)
        #expect(!files.exists(path))
        let state = try await minion.single("file.recurse", path, arguments)
        #expect(state["result"] == true, "\(state)")
        #expect(state["comment"]?.string?.contains("Recursively updated \(path)") == true)
        #expect(state["changes"]?[scratch.file("etc/a.conf")] == ["diff": "New file"])
        #expect(try scratch.read("etc/a.conf") == "Debian\n")
        #expect(try scratch.read("etc/sub/b.conf") == "b\n")
        #expect(!files.exists(scratch.file("etc/sub/c.bak")))
        #expect(try files.status(of: scratch.file("etc/sub/b.conf"))?.mode == 0o600)
        let again = try await minion.single("file.recurse", path, arguments)
        #expect(
            outcome(again) == [
                "result": true, "comment": .string("The directory \(path) is in the correct state"), "changes": [:],
            ])
    }
}
