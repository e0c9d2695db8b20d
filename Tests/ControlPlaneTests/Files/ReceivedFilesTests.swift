import Glibc
import Model
import Testing

@testable import ControlPlane

struct ReceivedFilesTests {
    private let directory: String
    private let files: ReceivedFiles

    init() throws {
        var template = Array("/tmp/pigeon-received-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw DiskFailure("no directory") }
        directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        files = ReceivedFiles(directory: "\(directory)/minions", isAllowed: true, maximumSize: 10)
    }

    private func remove() { _ = Glibc.system("rm -rf '\(directory)'") }

    private func names(_ path: String) throws -> [String] {
        try Directory.open("\(directory)/minions/\(path)").names().sorted()
    }

    @Test func `a file is there once it is whole`() async throws {
        defer { remove() }
        let file = try files.begin("/a/b", size: 5, from: try MinionID("web1"))
        try await file.append(Array("abc".utf8))
        #expect(try names("web1/files/a") == [])
        #expect(try names("web1/incoming").count == 1)
        try await file.append(Array("de".utf8))
        try await file.finish()
        #expect(try names("web1/files/a") == ["b"])
        #expect(try names("web1/incoming") == [])
    }

    @Test func `less or more than was announced is refused, and what was there stays`() async throws {
        defer { remove() }
        let web1 = try MinionID("web1")
        let first = try files.begin("b", size: 1, from: web1)
        try await first.append([1])
        try await first.finish()
        let short = try files.begin("b", size: 5, from: web1)
        try await short.append([1, 2])
        await #expect(throws: Refusal.self) { try await short.finish() }
        await short.abandon()
        let long = try files.begin("b", size: 5, from: web1)
        try await long.append([1, 2, 3])
        await #expect(throws: Refusal.self) { try await long.append([4, 5, 6]) }
        await long.abandon()
        #expect(try names("web1/files") == ["b"])
        #expect(try names("web1/incoming") == [])
        #expect(throws: Refusal.self) { try files.begin("b", size: 11, from: web1) }
    }

    @Test func `what a crash left is removed at the start`() async throws {
        defer { remove() }
        let file = try files.begin("a", size: 5, from: try MinionID("web1"))
        try await file.append([1])
        #expect(symlink("/", "\(directory)/minions/odd") == 0)
        try files.removeLeftovers()
        #expect(try names("web1/incoming") == [])
        #expect(try names("web1/files") == [])
    }

    @Test func `without a directory there is nothing to remove`() throws {
        defer { remove() }
        try files.removeLeftovers()
    }
}
