import Execution
import Host
import Testing
import Values

@testable import Modules

/// Comments and changes: Salt 3008.5 (`salt/states/service.py`).
struct ServiceMaskTests {
    /// Makes and removes the links as systemd does.
    private struct Systemctl: CommandRunner {
        let files: CaseFiles

        func run(_ request: CommandRequest) async throws -> CommandResult {
            guard case .arguments(let words) = request.line, words.first == "systemctl", let name = words.last else {
                return CommandResult(exitCode: 127)
            }
            if name == "stubborn" { return CommandResult(exitCode: 1, output: "", errors: "no") }
            let place = "/\(words.contains("--runtime") ? "run" : "etc")/systemd/system/"
            let path = place + (name.hasSuffix(".timer") ? name : "\(name).service")
            if words[1] == "mask" { try files.link(path, to: "/dev/null") } else { try files.remove(path) }
            return CommandResult(exitCode: 0)
        }
    }

    private func minion(_ scratch: Scratch) throws -> TestMinion {
        for directory in ["etc", "run"] {
            try SystemFiles().makeDirectories(scratch.file("\(directory)/systemd/system"))
        }
        let files = CaseFiles(
            base: SystemFiles(), root: scratch.path, paths: ["/etc/systemd/system", "/run/systemd/system"])
        var host = HostWriter.system()
        host.files = files
        host.commands = Systemctl(files: files)
        return try TestMinion(host: host)
    }

    @Test(arguments: [("ssh", false, "masked"), ("apt.timer", false, "masked"), ("ssh", true, "runtime masked")])
    func `a service is masked and unmasked, once`(name: String, isForNow: Bool, kind: String) async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let minion = try minion(scratch)
        let arguments: ValueMap = ["runtime": .bool(isForNow)]
        var masked: ValueMap = [:]
        masked[kind] = ["old": false, "new": true]
        let tested = try await minion.single("service.masked", name, arguments.merged(with: ["test": true]))
        #expect(
            outcome(tested) == [
                "result": nil, "comment": .string("Service \(name) would be \(kind)"), "changes": .map(masked),
            ])
        let done = try await minion.single("service.masked", name, arguments)
        #expect(
            outcome(done) == [
                "result": true, "comment": .string("Service \(name) was \(kind)"), "changes": .map(masked),
            ])
        let again = try await minion.single("service.masked", name, arguments)
        #expect(
            outcome(again) == [
                "result": true, "comment": .string("Service \(name) is already \(kind)"), "changes": [:],
            ])
        let action = isForNow ? "runtime unmasked" : "unmasked"
        let undone = try await minion.single("service.unmasked", name, arguments)
        #expect(undone["comment"] == .string("Service \(name) was \(action)"))
        #expect(undone["changes"]?[kind] == ["old": true, "new": false])
        let right = try await minion.single("service.unmasked", name, arguments)
        #expect(
            outcome(right) == [
                "result": true, "comment": .string("Service \(name) was already \(action)"), "changes": [:],
            ])
    }

    @Test func `a service that can't be masked is told`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let state = try await minion(scratch).single("service.masked", "stubborn")
        #expect(
            outcome(state) == ["result": false, "comment": "Failed to mask service 'stubborn': no", "changes": [:]])
    }
}
