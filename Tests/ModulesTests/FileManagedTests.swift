import Execution
import Glibc
import Host
import Model
import Testing
import Values

@testable import Modules

/// Comments and changes: Salt 3008.5.
struct FileManagedTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var arguments: ValueMap
        var status: FileStatus?
        var bytes: String?
        var hasParent = true
        var wanted: ManagedContent.Outcome = .bytes(Array("new\n".utf8), mode: nil)
        var result: Bool?
        var comment: String
        var changes: ValueMap = [:]
    }

    static let testComment = """
        The file /etc/motd is set to be changed
        Note: No changes made, actual changes may
        be different due to other states.
        """

    static let rows: [Row] = [
        Row(
            testDescription: "a missing file is made", arguments: ["contents": "new"], result: nil,
            comment: testComment, changes: ["newfile": "/etc/motd"]),
        Row(
            testDescription: "a missing file that is not wanted", arguments: ["create": false, "contents": "new"],
            result: true, comment: "File /etc/motd is not present and is not set for creation"),
        Row(
            testDescription: "a missing directory", arguments: ["contents": "new"], hasParent: false, result: false,
            comment: "Parent directory not present"),
        Row(
            testDescription: "a missing directory that is made", arguments: ["contents": "new", "makedirs": true],
            hasParent: false, result: nil, comment: testComment, changes: ["newfile": "/etc/motd"]),
        Row(
            testDescription: "the same content", arguments: ["contents": "new", "mode": 644],
            status: FileStatus(kind: .file), bytes: "new\n", result: true,
            comment: "File /etc/motd is in the correct state"),
        Row(
            testDescription: "another content", arguments: ["contents": "new"], status: FileStatus(kind: .file),
            bytes: "old\n", result: nil, comment: testComment,
            changes: ["diff": "--- \n+++ \n@@ -1 +1 @@\n-old\n+new\n"]),
        Row(
            testDescription: "another mode", arguments: ["contents": "new", "mode": "0600"],
            status: FileStatus(kind: .file), bytes: "new\n", result: nil, comment: testComment,
            changes: ["mode": "0600"]),
        Row(
            testDescription: "another content that stays", arguments: ["contents": "new", "replace": false],
            status: FileStatus(kind: .file), bytes: "old\n", result: true,
            comment: "File /etc/motd exists with proper permissions. No changes made."),
        Row(
            testDescription: "changes that are not shown", arguments: ["contents": "new", "show_changes": false],
            status: FileStatus(kind: .file), bytes: "old\n", result: nil, comment: testComment,
            changes: ["diff": "<show_changes=False>"]),
        Row(
            testDescription: "a directory", arguments: ["contents": "new"], status: FileStatus(kind: .directory),
            result: false, comment: "Specified target /etc/motd is a directory"),
        Row(
            testDescription: "a content that can't be had", arguments: ["source": "salt://x"],
            wanted: .failed("none of the specified sources were found"), result: false,
            comment: "none of the specified sources were found"),
        Row(
            testDescription: "no content is said and the file is there", arguments: [:],
            status: FileStatus(kind: .file), bytes: "old\n", wanted: .unspecified, result: true,
            comment: "File /etc/motd exists with proper permissions. No changes made."),
    ]

    @Test(arguments: rows)
    func `a plan follows from arguments and observation`(row: Row) {
        var decoder = ArgumentDecoder(row.arguments)
        let state = FileManaged(name: "/etc/motd", &decoder)
        #expect(decoder.finish(for: "file.managed").isEmpty)
        let seen = FileManaged.Observation(
            status: row.status, bytes: row.bytes.map { Array($0.utf8) }, hasParent: row.hasParent, owner: Owner(),
            wanted: row.wanted)
        let plan = state.plan(seen)
        #expect(plan.comment == row.comment)
        #expect(plan.predicted == row.changes)
        switch plan.verdict {
        case .satisfied: #expect(row.result == true)
        case .changes: #expect(row.result == nil)
        case .impossible: #expect(row.result == false)
        }
    }

    @Test func `an unknown argument is refused with a suggestion`() async throws {
        let state = try await TestMinion().single("file.managed", "/tmp/x", ["content": "a"])
        #expect(state["result"] == false)
        #expect(state["comment"]?.string?.contains("'content' is not an argument of file.managed") == true)
        #expect(state["comment"]?.string?.contains("did you mean 'contents'?") == true)
    }

    @Test func `a file is made, found right, and updated with a diff`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let minion = try TestMinion()
        let path = scratch.file("motd")
        let arguments: ValueMap = ["contents": ["a", "b"], "mode": "0600"]
        let tested = try await minion.single("file.managed", path, arguments.merged(with: ["test": true]))
        #expect(tested["result"] == .null)
        #expect(!SystemFiles().exists(path))
        #expect(
            outcome(try await minion.single("file.managed", path, arguments)) == [
                "result": true, "comment": .string("File \(path) updated"),
                "changes": ["diff": "New file"],
            ])
        #expect(try scratch.read("motd") == "a\nb\n")
        #expect(
            outcome(try await minion.single("file.managed", path, arguments)) == [
                "result": true, "comment": .string("File \(path) is in the correct state"), "changes": [:],
            ])
        #expect(
            outcome(try await minion.single("file.managed", path, ["contents": "a\nc", "mode": 644])) == [
                "result": true, "comment": .string("File \(path) updated"),
                "changes": ["diff": "--- \n+++ \n@@ -1,2 +1,2 @@\n a\n-b\n+c\n", "mode": "0644"],
            ])
    }

    @Test func `the first source that exists is rendered with context over defaults`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let minion = try TestMinion(
            states: ["web/site.j2": "{{ port }} {{ host }} {{ grains.os }} {{ salt['cmd.run']('echo a | cat') }}\n"])
        let state = try await minion.single(
            "file.managed", scratch.file("a/b/site"),
            [
                "source": ["salt://web/missing.j2", "salt://web/site.j2"], "template": "jinja", "makedirs": true,
                "defaults": ["port": 80, "host": "x"], "context": ["port": 8080],
            ])
        #expect(state["result"] == true, "\(state)")
        #expect(try scratch.read("a/b/site") == "8080 x Debian a | cat\n")
    }

    @Test func `a source that is nowhere is named`() async throws {
        let state = try await TestMinion().single("file.managed", "/tmp/x", ["source": "salt://no"])
        #expect(
            state["comment"] == "Unable to manage file: Source file salt://no not found in saltenv 'base'")
        #expect(state["result"] == false)
    }

    @Test func `a check that refuses keeps the file as it is`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        try scratch.write("good\n", to: "sudoers")
        let minion = try TestMinion()
        let path = scratch.file("sudoers")
        let refused = try await minion.single(
            "file.managed", path, ["contents": "bad", "check_cmd": "grep good", "tmp_dir": .string(scratch.path)])
        #expect(refused["comment"] == "check_cmd execution failed")
        #expect(try scratch.read("sudoers") == "good\n")
        #expect(try SystemFiles().list(scratch.path) == ["sudoers"])
        let taken = try await minion.single(
            "file.managed", path, ["contents": "goods", "check_cmd": "grep good", "tmp_dir": .string(scratch.path)])
        #expect(taken["result"] == true)
    }

    @Test func `contents come from the pillar by path`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let minion = try TestMinion()
        let found = try await minion.single(
            "file.managed", scratch.file("key"),
            ["contents_pillar": "ssl:key", "pillar": ["ssl": ["key": "---\nabc\n---\n"]]])
        #expect(found["result"] == true)
        #expect(try scratch.read("key") == "---\nabc\n---\n")
        let missing = try await minion.single("file.managed", scratch.file("key"), ["contents_pillar": "no:key"])
        #expect(missing["comment"] == "Pillar no:key does not exist")
    }

    @Test func `a backup keeps the old content`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        try scratch.write("old\n", to: "f")
        let minion = try TestMinion(options: ["cachedir": .string(scratch.file("cache"))])
        _ = try await minion.single("file.managed", scratch.file("f"), ["contents": "new", "backup": "minion"])
        let directory = scratch.file("cache/file_backup\(scratch.path)")
        let names = try SystemFiles().list(directory)
        #expect(names.count == 1)
        let name = try #require(names.first)
        #expect(try SystemFiles().readText(PathText.join(directory, name)) == "old\n")
        #expect(name.hasPrefix("f_"))
    }
}
