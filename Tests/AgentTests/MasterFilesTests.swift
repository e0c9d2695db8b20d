import Agent
import Compiler
import Crypto
import Glibc
import Logging
import Model
import Modules
import TestSupport
import Testing
import Values

/// Files and pillar from a master over real TLS.
@Suite(.fewAtATime) struct MasterFilesTests {
    private let directory: ScratchDirectory
    private let master: FakeMaster
    private let link: MasterLink
    private let files: MasterFileTree

    init() async throws {
        directory = try ScratchDirectory()
        master = try FakeMaster()
        let store = IdentityStore(directory: "\(directory.path)/pki")
        let enrolment = Enrolment(
            id: try MinionID("web1"), store: store, masterFinger: nil, now: Agent.microseconds,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let credentials = try #require(try await enrolment.complete(at: master.address))
        link = MasterLink(MasterClient(address: master.address, credentials: credentials))
        files = MasterFileTree(link: link, directory: "\(directory.path)/cache")
        try master.directory.write("hello", to: "files/a.txt")
    }

    /// Reads where blocking is allowed, as the compiler does.
    private func read(_ path: String, _ tree: any FileTree) async -> Result<[UInt8]?, any Error> {
        await withCheckedContinuation { continuation in
            startThread {
                continuation.resume(returning: Result { try tree.read(path, environment: "base") })
            }
        }
    }

    @Test func `a file is fetched once and a list that did not change costs no body`() async throws {
        let first = try await files.tree()
        #expect(await master.next("manifest") == "base 200")
        #expect(try first.files(environment: "base") == ["a.txt"])
        #expect(try await read("a.txt", first).get() == Array("hello".utf8))
        #expect(await master.next("file") == "base a.txt")
        let second = try await files.tree()
        #expect(await master.next("manifest") == "base 304")
        #expect(try await read("a.txt", second).get() == Array("hello".utf8))
        try master.directory.write("changed", to: "files/a.txt")
        let third = try await files.tree()
        #expect(await master.next("manifest") == "base 200")
        #expect(try await read("a.txt", third).get() == Array("changed".utf8))
        // One run sees the same files from its beginning to its end, from what is kept.
        #expect(try await read("a.txt", second).get() == Array("hello".utf8))
    }

    /// As the cache names a file.
    private func digest(of bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Three stretches, the last one short.
    private func writeLargeFile() throws -> [UInt8] {
        let bytes = (0..<(9 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) }
        try master.directory.write(bytes, to: "files/large")
        return bytes
    }

    @Test func `a large file comes in stretches, and goes on where it was cut`() async throws {
        let bytes = try writeLargeFile()
        try master.directory.write("", to: "cut")
        let tree = try await files.tree()
        #expect(try await read("large", tree).get() == bytes)
        let asked = ["0", "4194304 cut", "4194304", "8388608"]
        for stretch in asked { #expect(await master.next("file") == "base large \(stretch)") }
        #expect(try directory.names(in: "cache").allSatisfy { !$0.hasSuffix(".part") })
    }

    @Test func `what an earlier run has had is not fetched again`() async throws {
        let bytes = try writeLargeFile()
        let tree = try await files.tree()
        _ = try await read("a.txt", tree).get()
        try directory.write(Array(bytes[..<8_400_000]), to: "cache/\(digest(of: bytes)).part")
        #expect(try await read("large", tree).get() == bytes)
        #expect(await master.next("file") == "base a.txt")
        #expect(await master.next("file") == "base large 8400000")
    }

    @Test func `on a beginning that is spoiled a file is fetched once more from its beginning`() async throws {
        let bytes = try writeLargeFile()
        let tree = try await files.tree()
        _ = try await read("a.txt", tree).get()
        try directory.write([UInt8](repeating: 0, count: 5_000_000), to: "cache/\(digest(of: bytes)).part")
        #expect(try await read("large", tree).get() == bytes)
        #expect(await master.next("file") == "base a.txt")
        let asked = ["5000000", "9194304", "0", "4194304", "8388608"]
        for stretch in asked { #expect(await master.next("file") == "base large \(stretch)") }
        #expect(try directory.names(in: "cache").allSatisfy { !$0.hasSuffix(".part") })
    }

    @Test func `a part that is as long as the whole and spoiled costs no failure either`() async throws {
        let bytes = try writeLargeFile()
        let tree = try await files.tree()
        _ = try await read("a.txt", tree).get()
        try directory.write([UInt8](repeating: 0, count: bytes.count), to: "cache/\(digest(of: bytes)).part")
        #expect(try await read("large", tree).get() == bytes)
    }

    @Test func `a master that knows no stretches gives the whole`() async throws {
        let bytes = try writeLargeFile()
        try master.directory.write("", to: "whole")
        let tree = try await files.tree()
        #expect(try await read("large", tree).get() == bytes)
        #expect(await master.next("file") == "base large")
    }

    @Test func `an empty file is one`() async throws {
        try master.directory.write("", to: "files/empty")
        let tree = try await files.tree()
        #expect(try await read("empty", tree).get() == [])
    }

    @Test func `what is not there or leads outside is no file`() async throws {
        let tree = try await files.tree()
        for path in ["b.txt", "../a.txt", "/a.txt", ""] {
            #expect(try await read(path, tree).get() == nil)
        }
    }

    @Test func `content that does not have its digest is refused and not kept`() async throws {
        let tree = try await files.tree()
        try master.directory.write("evil", to: "forged")
        let error = await #expect(throws: Diagnostic.self) { try await read("a.txt", tree).get() }
        #expect(error?.message.contains("its digest differs") == true)
        master.directory.remove("forged")
        #expect(try await read("a.txt", tree).get() == Array("hello".utf8))
    }

    @Test func `a spoiled copy on disk is fetched again`() async throws {
        let tree = try await files.tree()
        _ = try await read("a.txt", tree).get()
        let digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
        try directory.write("rotten", to: "cache/\(digest)")
        #expect(try await read("a.txt", tree).get() == Array("hello".utf8))
    }

    private func readAll(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw TestFailure("\(path) can't be read") }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&buffer, 1, buffer.count, file)
        return Array(buffer[..<count])
    }

    @Test func `a file is pushed with its whole content, a file without a size too`() async throws {
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try directory.write(bytes, to: "large one")
        let upload = MasterFileUpload(link: link)
        try await upload.push("\(directory.path)/large one", as: "srv/large one%")
        #expect(await master.next("pushed") == "web1 srv/large%20one%25 \(digest(of: bytes))")
        try await upload.push("/proc/version", as: "version")
        let version = try readAll("/proc/version")
        #expect(await master.next("pushed") == "web1 version \(digest(of: version))")
    }

    @Test func `what the master says of a file that it does not take is told`() async throws {
        try directory.write([UInt8](repeating: 1, count: 2 << 20), to: "huge")
        let error = await #expect(throws: MasterError.self) {
            try await MasterFileUpload(link: link).push("\(directory.path)/huge", as: "huge")
        }
        #expect(error?.description.hasSuffix("answered 413: too large") == true)
        await #expect(throws: (any Error).self) {
            try await MasterFileUpload(link: link).push("\(directory.path)/gone", as: "gone")
        }
    }

    @Test func `the pillar is the master's, with what the command line gave`() async throws {
        let compiled = try await MasterPillar(link: link).compiled(
            PillarRequest(grains: ["os": "Debian"], override: ["v": 2], pillarenv: "dev"))
        #expect(compiled.pillar["asked"] == ["grains": ["os": "Debian"], "override": ["v": 2], "pillarenv": "dev"])
        #expect(compiled.problems.isEmpty)
    }

    @Test func `without a master a run says so`() async throws {
        let error = await #expect(throws: Diagnostic.self) {
            try await MasterFileTree(link: MasterLink(), directory: directory.path).tree()
        }
        #expect(error?.message == "this minion is not connected to a master")
    }
}
