import Execution
import Glibc
import Host
import Model
import Synchronization
import Testing
import Values

@testable import Modules

/// `cp.push` and `cp.push_dir`, with the arguments and names of Salt's.
struct PushModuleTests {
    /// Remembers what it was given, as `NAME: CONTENT`.
    private final class Way: FilePushing {
        private let taken = Mutex<[String]>([])
        var all: [String] { taken.withLock { $0.sorted() } }

        func push(_ path: String, as name: String) throws {
            let text = try SystemFiles().readText(path)
            taken.withLock { $0.append("\(name): \(text)") }
        }
    }

    private let scratch: Scratch
    private let way = Way()
    private let root: String

    init() throws {
        scratch = try Scratch()
        root = String(scratch.path.drop { $0 == "/" })
        try scratch.write("a", to: "d/a.conf")
        try scratch.write("b", to: "d/sub/b.conf")
        try scratch.write("t", to: "d/sub/t.txt")
        #expect(symlink("a.conf", scratch.file("d/link.conf")) == 0)
        #expect(symlink("d", scratch.file("e")) == 0)
        #expect(symlink("nowhere", scratch.file("broken")) == 0)
    }

    private func call(_ name: FunctionName, _ path: String, _ keywords: ValueMap = [:]) async throws -> Value {
        let functions = PushModule(way, host: .system()).functions
        let function = try #require(functions.first { $0.name == name })
        let minion = try TestMinion()
        let run = MinionRun(engine: minion.engine, jid: nil) { _ in }.context(pillar: [:])
        return try await function(
            FunctionCall(name, arguments: [.string(path)], keywords: keywords), in: run
        ).value
    }

    @Test func `a file goes by its own path, links resolved`() async throws {
        defer { scratch.remove() }
        #expect(try await call("cp.push", scratch.file("e/link.conf")) == true)
        #expect(way.all == ["\(root)/d/a.conf: a"])
    }

    @Test func `links are kept, and another path given`() async throws {
        defer { scratch.remove() }
        _ = try await call("cp.push", scratch.file("e/link.conf"), ["keep_symlinks": true])
        _ = try await call("cp.push", scratch.file("d/a.conf"), ["upload_path": "/new//place/./x"])
        #expect(way.all == ["new/place/x: a", "\(root)/e/link.conf: a"])
    }

    @Test func `the source is removed once the master has it`() async throws {
        defer { scratch.remove() }
        _ = try await call("cp.push", scratch.file("d/link.conf"), ["remove_source": true])
        #expect(way.all == ["\(root)/d/a.conf: a"])
        #expect(access(scratch.file("d/a.conf"), F_OK) != 0)
    }

    @Test func `a source that the master does not take stays`() async throws {
        defer { scratch.remove() }
        let function = try #require(PushModule(NoMaster(), host: .system()).functions.first { $0.name == "cp.push" })
        let run = MinionRun(engine: try TestMinion().engine, jid: nil) { _ in }.context(pillar: [:])
        let call = FunctionCall(
            "cp.push", arguments: [.string(scratch.file("d/a.conf"))], keywords: ["remove_source": true])
        await #expect(throws: Diagnostic.self) { try await function(call, in: run) }
        #expect(access(scratch.file("d/a.conf"), F_OK) == 0)
    }

    @Test(
        arguments: [
            ("cp.push", "relative", [:]), ("cp.push", "/d/../a", [:]), ("cp.push", "/d", [:]),
            ("cp.push", "/gone", [:]),
            ("cp.push", "/broken", [:]), ("cp.push", "/d/a.conf", ["upload_path": "../x"]),
            ("cp.push", "/d/a.conf", ["upload_path": "/x/../../y"]), ("cp.push_dir", "relative", [:]),
            ("cp.push_dir", "/d/..", [:]), ("cp.push_dir", "/gone", [:]), ("cp.push_dir", "/d", ["glob": "*.none"]),
            ("cp.push_dir", "/d", ["upload_path": "a/../../b"]),
        ] as [(FunctionName, String, ValueMap)])
    func `what can't be pushed is refused with its reason`(
        name: FunctionName, path: String, keywords: ValueMap
    ) async throws {
        defer { scratch.remove() }
        let path = path.hasPrefix("/") ? scratch.path + path : path
        await #expect(throws: Diagnostic.self) { try await call(name, path, keywords) }
        #expect(way.all.isEmpty)
    }

    @Test func `a directory goes with all of its files, or those of a glob`() async throws {
        defer { scratch.remove() }
        #expect(try await call("cp.push_dir", scratch.file("d"), ["glob": "*.conf"]) == true)
        // The link is pushed by the path of what it leads to.
        #expect(way.all == ["\(root)/d/a.conf: a", "\(root)/d/a.conf: a", "\(root)/d/sub/b.conf: b"])
    }

    @Test func `a directory goes to another place`() async throws {
        defer { scratch.remove() }
        _ = try await call("cp.push_dir", scratch.file("e"), ["upload_path": "/new/place/"])
        #expect(
            way.all == [
                "new/place/a.conf: a", "new/place/link.conf: a", "new/place/sub/b.conf: b", "new/place/sub/t.txt: t",
            ])
    }
}
