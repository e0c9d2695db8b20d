import Glibc
import Host
import Testing
import Values

@testable import Modules

struct BeaconTests {
    private func signals(_ name: String, _ options: Value, _ host: HostReader = HostWriter.system().reader) async throws
        -> [BeaconSignal]
    {
        var watch = try BeaconWatch(try BeaconSettings(name: name, options))
        return try await watch.look(host, at: 0)
    }

    @Test func `a load beyond its limits is told with all three averages`() throws {
        var beacon = try LoadBeacon(["averages": ["1m": [0.5, 2], "15m": [0, 1]]])
        #expect(beacon.signals(["1m": 1, "5m": 9, "15m": 0.5]).isEmpty)
        #expect(
            beacon.signals(["1m": 3, "5m": 9, "15m": 0.5]) == [BeaconSignal(["1m": 3.0, "5m": 9.0, "15m": 0.5])])
        #expect(beacon.signals(["1m": 3, "5m": 9, "15m": 0.5]).count == 1)
        #expect(beacon.signals(["1m": 0.4, "5m": 9, "15m": 0.5]).count == 1)
    }

    @Test func `with onchangeonly a load is told when it passes a limit`() throws {
        var beacon = try LoadBeacon(["averages": ["1m": [0.5, 2]], "onchangeonly": true, "emitatstartup": false])
        #expect(beacon.signals(["1m": 3]).isEmpty)
        #expect(beacon.signals(["1m": 1]).isEmpty)
        #expect(beacon.signals(["1m": 3]).count == 1)
        #expect(beacon.signals(["1m": 4]).isEmpty)
        #expect(beacon.signals(["1m": 0.1]).count == 1)
    }

    @Test func `mounts are told beyond their limit, and a name is for a whole path`() async throws {
        let all = try await signals("diskusage", [["/": "0%"]])
        #expect(all.map { $0.data["mount"] } == ["/"])
        let used = try #require(all.first?.data["diskusage"]?.double)
        #expect(used > 0 && used <= 100)
        #expect(try await signals("diskusage", [["/": "100%"]]).isEmpty)
        #expect(DiskUsageBeacon.mounts("a /mnt/my\\040disk ext4 rw 0 0\nb / ext4 rw 0 0\n") == ["/mnt/my disk", "/"])
    }

    @Test func `a mount that is not there is told, an expression may match none`() async throws {
        let told = try await signals("diskusage", [["/nosuch": "5%"], ["/nosuch/.*": "5%"], ["/": "0%"]])
        #expect(told.map(\.isFailure) == [true, false])
        #expect(told.first?.suffix == "/nosuch")
        #expect(told.first?.data == ["error": "nothing is mounted on '/nosuch'"])
    }

    @Test(
        arguments: [
            ("load", [["onchangeonly": true]], "Averages configuration is required for load beacon."),
            (
                "load", [["averages": ["1m": [1]]]],
                "Configuration for load beacon: 1m, 5m and 15m items must be a list of two items."
            ),
            ("service", [["interval": 3]], "Configuration for service beacon requires services."),
            (
                "service", [["services": ["a"]]],
                "Services configuration item for service beacon must be a dictionary."
            ),
            (
                "inotify", [["files": ["/tmp": ["mask": ["creat"]]]]],
                "Configuration for inotify beacon invalid mask option creat."
            ),
            (
                "inotify", [["files": ["/tmp": ["recurse": 1]]]],
                "Configuration for inotify beacon option recurse must be a boolean."
            ),
            ("service", [["services": [:]]], "Configuration for service beacon names no service"),
            (
                "service", [["services": ["nginx": ["delay": "x"]]]],
                "Configuration for service beacon: 'delay' of 'nginx' must be a number of seconds, 0 or more"
            ),
            (
                "service", [["services": ["nginx": ["delay": -1]]]],
                "Configuration for service beacon: 'delay' of 'nginx' must be a number of seconds, 0 or more"
            ),
            (
                "service", [["services": ["nginx": ["is_running_state": "yes"]]]],
                "Configuration for service beacon option is_running_state must be a boolean."
            ),
            (
                "service", [["services": ["nginx": ["uncleanshutdown": true]]]],
                "Configuration for service beacon: 'uncleanshutdown' of 'nginx' must be the path of a file"
            ),
            (
                "service", [["services": ["nginx": [:]]], ["interval": 0]],
                "'interval' of beacon service must be a number of seconds, 0.1 or more"
            ),
            (
                "load", [["averages": ["1m": [0, 1], "1h": [0, 1]]]],
                "Configuration for load beacon has the unknown option '1h'"
            ),
            ("inotify", [["files": [:]]], "Configuration for inotify beacon names no file"),
            ("inotify", [["files": ["/tmp": ["mask": []]]]], "Configuration for inotify beacon mask must be list."),
            (
                "inotify", [["files": ["/tmp": ["exclude": "/tmp/a"]]]],
                "Configuration for inotify beacon exclude must be list."
            ),
            ("diskusage", [["/": "101%"]], "Configuration for diskusage beacon: '/' is 101%, but must be 0% to 100%"),
            ("diskusage", [["/": "much"]], "Configuration for diskusage beacon: '/' needs a percentage"),
        ] as [(String, Value, String)])
    func `what is wrong is said in Salt's words`(name: String, options: Value, message: String) {
        let error = #expect(throws: Diagnostic.self) { try BeaconWatch(try BeaconSettings(name: name, options)) }
        #expect(error?.message == message)
    }

    @Test func `files are watched, with what is made below them, and what is excluded is not told`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        try SystemFiles().makeDirectory(scratch.file("in"), mode: nil)
        let files: Value = [
            scratch.path: [
                "mask": ["create", "delete", "close_write"], "recurse": true, "auto_add": true,
                "exclude": [.string(scratch.file("skip")), ["\\.tmp$": ["regex": true]]],
            ]
        ]
        var watch = try BeaconWatch(
            try BeaconSettings(name: "files", [["files": files], ["beacon_module": "inotify"], ["coalesce": true]]))
        let host = HostWriter.system().reader
        #expect(try await watch.look(host, at: 0).isEmpty)
        func seen() async throws -> Set<String> {
            Set(
                try await watch.look(host, at: 0).map {
                    let path = $0.data["path"]?.string ?? ""
                    return "\($0.data["change"]?.string ?? "") \(path.dropFirst(scratch.path.count))"
                })
        }
        try touch(scratch.file("a"))
        try touch(scratch.file("in/b"))
        try touch(scratch.file("skipped"))
        try touch(scratch.file("x.tmp"))
        #expect(
            try await seen() == [
                "IN_CREATE /a", "IN_CLOSE_WRITE /a", "IN_CREATE /in/b", "IN_CLOSE_WRITE /in/b",
            ])
        try SystemFiles().makeDirectory(scratch.file("new"), mode: nil)
        #expect(try await seen() == ["IN_CREATE|IN_ISDIR /new"])
        try touch(scratch.file("new/c"))
        unlink(scratch.file("a"))
        #expect(try await seen() == ["IN_CREATE /new/c", "IN_CLOSE_WRITE /new/c", "IN_DELETE /a"])
        #expect(try await seen().isEmpty)
    }

    @Test func `a file that is not there yet is watched once it is`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        var watch = try BeaconWatch(
            try BeaconSettings(
                name: "inotify", [["files": [scratch.file("late"): ["mask": ["modify"]]]]]))
        let host = HostWriter.system().reader
        let missing = try await watch.look(host, at: 0)
        #expect(missing.map(\.isFailure) == [true])
        #expect(missing.first?.suffix == scratch.file("late"))
        #expect(missing.first?.data == ["error": .string("'\(scratch.file("late"))' is not there")])
        try scratch.write("1", to: "late")
        #expect(try await watch.look(host, at: 0).isEmpty)
        let descriptor = open(scratch.file("late"), O_WRONLY | O_APPEND)
        write(descriptor, "2", 1)
        close(descriptor)
        let told = try await watch.look(host, at: 0)
        #expect(told.map(\.suffix) == [scratch.file("late")])
        #expect(told.first?.data == ["path": .string(scratch.file("late")), "change": "IN_MODIFY"])
    }

    private func append(_ path: String) throws {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0, write(descriptor, "x", 1) == 1 else { throw FileError("write", path, code: errno) }
        close(descriptor)
    }

    /// What becomes of a watched file, and whether something is at its path then.
    enum Replacement: CaseIterable {
        case rotated, renamedOver, removedWhileOpen, removed, movedAway, linkTurned
    }

    @Test(arguments: Replacement.allCases)
    func `a watched file is what is at its path`(replacement: Replacement) async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let path = scratch.file("cfg")
        try scratch.write("1", to: "first")
        if replacement == .linkTurned {
            symlink(scratch.file("first"), path)
        } else {
            rename(scratch.file("first"), path)
        }
        var watch = try BeaconWatch(
            try BeaconSettings(name: "inotify", [["files": [path: ["mask": ["modify"]]]]]))
        let host = HostWriter.system().reader
        #expect(try await watch.look(host, at: 0).isEmpty)
        let held = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        #expect(write(held, "x", 1) == 1)
        if replacement != .removedWhileOpen { close(held) }
        try scratch.write("2", to: "second")
        var others: [String] = []
        switch replacement {
        case .rotated:
            rename(path, scratch.file("old"))
            rename(scratch.file("second"), path)
            others = ["old"]
        case .renamedOver: rename(scratch.file("second"), path)
        case .removedWhileOpen, .removed: unlink(path)
        case .movedAway:
            rename(path, scratch.file("old"))
            others = ["old"]
        case .linkTurned:
            unlink(path)
            symlink(scratch.file("second"), path)
            others = ["first"]
        }
        // What was written before is told, what is written to the moved file is not.
        if replacement == .rotated || replacement == .movedAway { try append(scratch.file("old")) }
        let told = try await watch.look(host, at: 0)
        #expect(told.first?.data == ["path": .string(path), "change": "IN_MODIFY"])
        let isThere = access(path, F_OK) == 0
        #expect(told.dropFirst().map(\.data) == (isThere ? [] : [["error": .string("'\(path)' is not there")]]))
        for other in others { try append(scratch.file(other)) }
        if replacement == .removedWhileOpen {
            #expect(write(held, "x", 1) == 1)
            close(held)
        }
        #expect(try await watch.look(host, at: 0).map(\.isFailure) == (isThere ? [] : [true]))
        if !isThere { rename(scratch.file("second"), path) }
        #expect(try await watch.look(host, at: 0).isEmpty)
        try append(path)
        #expect(try await watch.look(host, at: 0).map(\.data) == [["path": .string(path), "change": "IN_MODIFY"]])
    }

    @Test func `a watched directory is what is at its path, with all below`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let root = scratch.file("etc")
        try scratch.write("1", to: "etc/sub/a")
        try scratch.write("1", to: "next/sub/a")
        var watch = try BeaconWatch(
            try BeaconSettings(
                name: "inotify", [["files": [root: ["mask": ["create"], "recurse": true, "auto_add": true]]]]))
        let host = HostWriter.system().reader
        #expect(try await watch.look(host, at: 0).isEmpty)
        rename(root, scratch.file("old"))
        rename(scratch.file("next"), root)
        #expect(try await watch.look(host, at: 0).isEmpty)
        try touch(scratch.file("old/sub/b"))
        try touch(scratch.file("etc/sub/b"))
        #expect(try await watch.look(host, at: 0).map { $0.data["path"] } == [.string("\(root)/sub/b")])
    }

    private func touch(_ path: String) throws {
        let descriptor = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileError("make", path, code: errno) }
        close(descriptor)
    }
}
