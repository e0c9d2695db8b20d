import Glibc
import Testing
import Values

@testable import ControlPlane

struct AutosignFileTests {
    private let path = "/tmp/pigeon-autosign-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"

    private func write(_ text: String, mode: mode_t) throws {
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
        #expect(chmod(path, mode) == 0)
    }

    @Test func `the lines are read anew each time`() throws {
        defer { unlink(path) }
        let file = AutosignFile(path: path)
        #expect(try file.lines() == [], "a file that is not there yet names nobody")
        try write("web*\n\ndb1\r\n", mode: 0o644)
        #expect(try file.lines() == ["web*", "db1"])
        try write("lb1", mode: 0o600)
        #expect(try file.lines() == ["lb1"])
    }

    @Test func `lines that can match nobody are told with their places`() throws {
        defer { unlink(path) }
        let file = AutosignFile(path: path)
        #expect(try file.warnings() == [])
        try write("# who\n*.example.com\n\nweb(\r\n  db[0-9]+ \n[ab]*\n(web|db)1\nlb[0\n*(\n", mode: 0o644)
        let warnings = try file.warnings()
        #expect(warnings.map { $0.location?.line } == [4, 8, 9])
        #expect(warnings.allSatisfy { $0.severity == .warning && $0.location?.file == path })
        #expect(
            warnings.first?.message.hasPrefix(
                "'web(' accepts nobody: it is neither an id nor a glob nor a regular expression (") == true)
    }

    @Test(arguments: [mode_t(0o664), 0o646, 0o622])
    func `a file that others may write is not heeded`(mode: mode_t) throws {
        defer { unlink(path) }
        try write("*", mode: mode)
        let error = #expect(throws: Diagnostic.self) { try AutosignFile(path: path).lines() }
        #expect(error?.hint?.contains("chmod 644") == true)
    }
}
