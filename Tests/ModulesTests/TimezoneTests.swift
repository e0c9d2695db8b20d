import Execution
import Host
import Testing
import Values

@testable import Modules

/// Comments and changes: Salt 3008.5 (`salt/states/timezone.py`).
struct TimezoneTests {
    /// Sets the kind of the hardware's clock as `hwclock` does.
    private struct Clock: CommandRunner {
        let path: String

        func run(_ request: CommandRequest) async throws -> CommandResult {
            try SystemFiles().write(Array("0.0 0 0\n0\nUTC\n".utf8), to: path, FileAttributes())
            return CommandResult(exitCode: 0)
        }
    }

    private func minion(_ scratch: Scratch) throws -> TestMinion {
        try scratch.write("x", to: "usr/share/zoneinfo/Europe/Berlin")
        try scratch.write("y", to: "usr/share/zoneinfo/Etc/UTC")
        try scratch.write("Etc/UTC\n", to: "etc/timezone")
        try SystemFiles().link(scratch.file("etc/localtime"), to: "/usr/share/zoneinfo/Etc/UTC")
        var host = HostWriter.system()
        host.files = CaseFiles(base: SystemFiles(), root: scratch.path, paths: ["/etc", "/usr/share/zoneinfo"])
        host.commands = Clock(path: scratch.file("etc/adjtime"))
        return try TestMinion(host: host)
    }

    @Test func `a time zone is set, once`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let minion = try minion(scratch)
        let tested = try await minion.single("timezone.system", "Europe/Berlin", ["test": true])
        #expect(
            outcome(tested) == ["result": nil, "comment": "Timezone Europe/Berlin needs to be set", "changes": [:]])
        #expect(try scratch.read("etc/timezone") == "Etc/UTC\n")
        let done = try await minion.single("timezone.system", "Europe/Berlin")
        #expect(
            outcome(done) == [
                "result": true, "comment": "Set timezone Europe/Berlin", "changes": ["timezone": "Europe/Berlin"],
            ])
        #expect(try scratch.read("etc/timezone") == "Europe/Berlin\n")
        #expect(
            try SystemFiles().linkTarget(of: scratch.file("etc/localtime")) == "/usr/share/zoneinfo/Europe/Berlin")
        let again = try await minion.single("timezone.system", "Europe/Berlin")
        #expect(
            outcome(again) == [
                "result": true, "comment": "Timezone Europe/Berlin already set, UTC already set to Europe/Berlin",
                "changes": [:],
            ])
    }

    @Test func `a clock that has local time is set to universal time`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let minion = try minion(scratch)
        try scratch.write("0.0 0 0\n0\nLOCAL\n", to: "etc/adjtime")
        #expect(try await minion.single("timezone.system", "Etc/UTC", ["utc": false])["result"] == true)
        let tested = try await minion.single("timezone.system", "Etc/UTC", ["test": true])
        #expect(outcome(tested) == ["result": nil, "comment": "UTC needs to be set to True", "changes": [:]])
        let done = try await minion.single("timezone.system", "Etc/UTC")
        #expect(outcome(done) == ["result": true, "comment": "Set UTC to True", "changes": ["utc": true]])
        #expect(try await minion.single("timezone.system", "Etc/UTC")["changes"] == [:])
    }

    @Test func `a zone that there is not is refused`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let state = try await minion(scratch).single("timezone.system", "Moon/Crater")
        #expect(state["result"] == false)
        #expect(state["comment"] == "Zone does not exist: /usr/share/zoneinfo/Moon/Crater")
    }
}
