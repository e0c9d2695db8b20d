import Execution
import Host
import Model
import Testing
import Values

@testable import Modules

/// Comments and changes: Salt 3008.5.
struct ServiceAndPackageTests {
    @Test func `a stopped service is started and enabled, once`() async throws {
        let host = FakeHost(.init(available: ["nginx"]))
        let minion = try TestMinion(host: host.writer)
        let tested = try await minion.single("service.running", "nginx", ["enable": true, "test": true])
        #expect(
            outcome(tested) == ["result": nil, "comment": "Service nginx is set to start", "changes": ["nginx": true]])
        #expect(host.log.isEmpty)
        let started = try await minion.single("service.running", "nginx", ["enable": true])
        #expect(
            outcome(started) == [
                "result": true, "comment": "Service nginx has been enabled, and is running", "changes": ["nginx": true],
            ])
        #expect(host.log == ["start nginx", "enable nginx"])
        let again = try await minion.single("service.running", "nginx", ["enable": true])
        #expect(outcome(again) == ["result": true, "comment": "The service nginx is already running", "changes": [:]])
    }

    @Test func `a running service is only enabled`() async throws {
        let host = FakeHost(.init(running: ["nginx"], available: ["nginx"]))
        let state = try await TestMinion(host: host.writer).single("service.running", "nginx", ["enable": true])
        #expect(state["comment"] == "Service nginx has been enabled, and is in the desired state")
        #expect(host.log == ["enable nginx"])
    }

    @Test func `a service that is missing or does not start is told`() async throws {
        let missing = try await TestMinion(host: FakeHost(.init()).writer).single("service.running", "x")
        #expect(
            outcome(missing) == ["result": false, "comment": "The named service x is not available", "changes": [:]])
        let broken = FakeHost(.init(available: ["x"], exitCode: 1))
        let failed = try await TestMinion(host: broken.writer).single("service.running", "x")
        #expect(failed["comment"] == "Service x failed to start\nno")
        #expect(failed["result"] == false)
    }

    @Test func `a watched change restarts or reloads`() async throws {
        let host = FakeHost(.init(running: ["a", "b"], available: ["a", "b"]))
        let minion = try TestMinion(
            states: [
                "s.sls": """
                change: {test.succeed_with_changes: []}
                a: {service.running: [{watch: [{test: change}]}]}
                b: {service.running: [{reload: true}, {watch: [{test: change}]}]}
                """
            ], host: host.writer)
        let result = await minion.run("state.apply", "s").value
        #expect(result["service_|-a_|-a_|-running"]?["comment"] == "Service restarted", "\(result)")
        #expect(result["service_|-b_|-b_|-running"]?["comment"] == "Service reloaded")
        #expect(host.log == ["restart a", "reload b"])
    }

    @Test func `a service is stopped and disabled`() async throws {
        let host = FakeHost(.init(running: ["x"], enabled: ["x"], available: ["x"]))
        let minion = try TestMinion(host: host.writer)
        let state = try await minion.single("service.dead", "x", ["enable": false])
        #expect(outcome(state) == ["result": true, "comment": "Service x was killed", "changes": ["x": false]])
        #expect(host.log == ["stop x", "disable x"])
        #expect(try await minion.single("service.dead", "x")["comment"] == "The service x is already dead")
        #expect(try await minion.single("service.enabled", "x")["changes"] == ["x": true])
    }

    @Test func `packages are installed, once, and in the version asked for`() async throws {
        let host = FakeHost(.init(packages: ["a": "1.0-1"], candidates: ["b": "2.0", "a": "1.1"]))
        let minion = try TestMinion(host: host.writer)
        let tested = try await minion.single("pkg.installed", "p", ["pkgs": ["a", "b"], "test": true])
        #expect(
            outcome(tested) == [
                "result": nil, "comment": "The following packages would be installed/updated: b",
                "changes": ["b": ["new": "2.0", "old": ""]],
            ])
        let installed = try await minion.single("pkg.installed", "p", ["pkgs": ["a", "b"]])
        #expect(
            outcome(installed) == [
                "result": true,
                "comment": """
                The following packages were installed/updated: b
                The following packages were already installed: a
                """,
                "changes": ["b": ["new": "2.0", "old": ""]],
            ])
        let again = try await minion.single("pkg.installed", "p", ["pkgs": ["a", "b"]])
        #expect(again["comment"] == "All specified packages are already installed")
        let upgraded = try await minion.single("pkg.installed", "a", ["version": "latest"])
        #expect(upgraded["changes"] == ["a": ["new": "1.1", "old": "1.0-1"]])
        let pinned = try await minion.single("pkg.installed", "a", ["version": "1.*"])
        #expect(pinned["comment"] == "All specified packages are already installed and are at the desired version")
    }

    @Test(arguments: [
        ("1.0", "1.0", "eq"), ("1.0-1", "1.0-2", "lt"), ("1.0", "1.0-1", "lt"), ("1.0~rc1", "1.0", "lt"),
        ("1:0.1", "2.0", "gt"), ("1.10", "1.9", "gt"), ("1.0a", "1.0", "gt"), ("1.0+b1", "1.0", "gt"),
        ("1.0.0", "1.0", "gt"), ("0:1.0", "1.0", "eq"), ("1.002", "1.2", "eq"), ("a", "b", "lt"),
        ("1.0a", "1.0+", "lt"),
        ("2.36-9+deb12u7", "2.36-9+deb12u10", "lt"), ("1.0~", "1.0~~", "gt"), ("1-1-1", "1-1-2", "lt"),
    ])
    func `versions are in the order of dpkg`(first: String, second: String, relation: String) {
        let (left, right) = (DebianVersion(first), DebianVersion(second))
        #expect((left < right) == (relation == "lt"))
        #expect((left > right) == (relation == "gt"))
        #expect((left == right) == (relation == "eq"))
    }

    @Test func `a package that nobody has fails after the lists were fetched anew`() async throws {
        let host = FakeHost(.init())
        let state = try await TestMinion(host: host.writer).single("pkg.installed", "nope")
        #expect(state["result"] == false)
        #expect(state["comment"]?.string?.hasPrefix("The following packages failed to install/update: nope") == true)
        #expect(host.log == ["install nope", "refresh", "install nope"])
    }

    @Test func `packages are removed`() async throws {
        let host = FakeHost(.init(packages: ["a": "1"]))
        let minion = try TestMinion(host: host.writer)
        let state = try await minion.single("pkg.removed", "a")
        #expect(
            outcome(state) == [
                "result": true, "comment": "All targeted packages were removed.",
                "changes": ["a": ["new": "", "old": "1"]],
            ])
        let again = try await minion.single("pkg.removed", "a")
        #expect(again["comment"] == "All specified packages are already absent")
    }

    struct UserRow: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var arguments: ValueMap
        var account: Account?
        var groups: [String] = []
        var shadow: [String] = []
        var words: [String]?
        var aging: [String] = []
        var changes: ValueMap = [:]
    }

    static let deploy = Account(name: "deploy", id: 1001, groupID: 1001, home: "/home/deploy", shell: "/bin/sh")

    @Test(arguments: [
        UserRow(
            testDescription: "a new user", arguments: ["uid": 1001, "shell": "/bin/bash", "groups": ["docker"]],
            words: ["useradd", "-s", "/bin/bash", "-u", "1001", "-G", "docker", "-m", "deploy"],
            changes: ["name": "deploy"]),
        UserRow(testDescription: "nothing to do", arguments: ["shell": "/bin/sh"], account: deploy),
        UserRow(
            testDescription: "another shell", arguments: ["shell": "/bin/bash"], account: deploy,
            words: ["usermod", "-s", "/bin/bash", "deploy"], changes: ["shell": "/bin/bash"]),
        UserRow(
            testDescription: "groups are exactly those", arguments: ["groups": ["docker"]], account: deploy,
            groups: ["adm"], words: ["usermod", "-G", "docker", "deploy"], changes: ["groups": ["docker"]]),
        UserRow(
            testDescription: "groups beside others", arguments: ["groups": ["docker"], "remove_groups": false],
            account: deploy, groups: ["adm"], words: ["usermod", "-G", "adm,docker", "deploy"],
            changes: ["groups": ["adm", "docker"]]),
        UserRow(
            testDescription: "a password is not shown", arguments: ["password": "$6$x"], account: deploy,
            words: ["usermod", "-p", "$6$x", "deploy"], changes: ["passwd": "XXX-REDACTED-XXX"]),
        UserRow(
            testDescription: "a password that lasts", arguments: ["maxdays": 90, "warndays": 7, "expire": 20000],
            account: deploy, shadow: ["deploy", "!", "19000", "0", "99999", "7", "", ""], words: [],
            aging: ["-M", "90", "-E", "20000"], changes: ["maxdays": 90, "expire": 20000]),
        UserRow(
            testDescription: "limits that are right", arguments: ["mindays": 0, "inactdays": -1, "date": 19000],
            account: deploy, shadow: ["deploy", "!", "19000", "0", "99999", "7", "", ""]),
        UserRow(
            testDescription: "a new user with limits", arguments: ["mindays": 1, "createhome": false],
            words: ["useradd", "-M", "deploy"], aging: ["-m", "1"], changes: ["name": "deploy"]),
    ])
    func `a user is made or changed by one command`(row: UserRow) {
        var decoder = ArgumentDecoder(row.arguments)
        let state = UserPresent(name: "deploy", &decoder)
        let plan = state.plan(.init(account: row.account, groups: row.groups, shadow: row.shadow))
        #expect(plan.predicted == row.changes)
        guard case .changes(let changes) = plan.verdict else {
            #expect(row.words == nil)
            #expect(plan.comment == "User deploy is present and up to date")
            return
        }
        #expect(changes.map(\.words) == [row.words])
        #expect(changes.map(\.aging) == [row.aging])
    }
}
