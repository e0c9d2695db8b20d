import Glibc
import Testing
import Values

extension OperationsTests {
    /// Who is meant, who is there, and how many at a time.
    @Suite struct TargetingTests {
        @Test(arguments: [
            (["*"], ["db1", "web1", "web2"]), (["web*"], ["web1", "web2"]), (["-E", "web[12]$"], ["web1", "web2"]),
            (["-L", "db1,web2"], ["db1", "web2"]), (["-G", "id:web*"], ["web1", "web2"]),
            (["-P", "id:.*b1"], ["db1", "web1"]), (["-I", "role:web"], ["web1", "web2"]),
            (["-N", "webs"], ["web1", "web2"]),
            (["-N", "most"], ["db1", "web1"]), (["-C", "I@site:here and not G@id:web1"], ["db1", "web2"]),
            (["-C", "( L@db1 or E@.*2 ) and N@webs"], ["web2"]),
        ])
        func `a target means these minions`(target: [String], expected: [String]) async throws {
            let stage = try MinionsStage.shared
            let words = ["\(stage.programs)/pigeon", "-c", stage.path("etc"), "--out", "json", "-s"]
            let answer = try await stage.run(words + target + ["test.ping"])
            #expect(answer.code == 0, "\(answer)")
            #expect(try JSON.read(answer.out).map?.keyTexts.sorted() == expected)
        }

        @Test func `an id of a list that nobody has is told, and no success`() async throws {
            let stage = try MinionsStage.shared
            let answer = try await stage.pigeon("-L", "web1,nosuch", "test.ping")
            #expect(answer.code == 1, "\(answer)")
            #expect(answer.out == "web1:\n    True\nnosuch:\n    Minion did not return. [No accepted key]\n")
            for target in [["-L", "nosuch,web1", "-b", "1"], ["-C", "web1 or L@nosuch"], ["-L", "nosuch"]] {
                let answer = try await stage.run(
                    ["\(stage.programs)/pigeon", "-c", stage.path("etc")] + target + ["test.ping"])
                #expect(answer.code == 1, "\(answer)")
                #expect(answer.out.contains("nosuch:\n    Minion did not return. [No accepted key]"), "\(answer)")
            }
        }

        @Test func `the master knows of grains that pigeon call changes on a minion's host`() async throws {
            let stage = try MinionsStage.shared
            let words = ["\(stage.programs)/pigeon", "-c", stage.path("web1"), "call"]
            // Written beside the configuration, for all to read.
            defer { unlink(stage.path("web1/grains")) }
            #expect(try await stage.run(words + ["grains.setval", "rack", "r7"]).code == 0)
            #expect(try await stage.value("-s", "-G", "rack:r7", "test.ping") == ["web1": true])
            #expect(try await stage.run(words + ["grains.delkey", "rack"]).code == 0)
            #expect(try await stage.pigeon("-G", "rack:r7", "test.ping").code == 1)
        }

        @Test(arguments: ["1", "34%"])
        func `of a batch of one no two work at a time`(size: String) async throws {
            let stage = try MinionsStage.shared
            let file = stage.path("batch-\(size.prefix(1))")
            let answer = try await stage.pigeon(
                "-b", size, "*", "cmd.run", "echo begin >> \(file); sleep 0.2; echo end >> \(file)")
            #expect(answer.code == 0, "\(answer)")
            #expect(try TextFile.read(file) == String(repeating: "begin\nend\n", count: 3))
        }

        @Test func `a batch ends with the first failure when it is told to`() async throws {
            let stage = try MinionsStage.shared
            let words = "echo x >> \(stage.path("asked")); test $(wc -l < \(stage.path("asked"))) -lt 2"
            let answer = try await stage.pigeon("-b", "1", "--failhard", "--batch-wait", "0.1", "*", "cmd.run", words)
            #expect(answer.code == 1, "\(answer)")
            #expect(try stage.lines("asked").count == 2)
            #expect(answer.out.contains("web2:\n    Minion did not return. [Stopped after a failure]"), "\(answer)")
        }

        @Test func `who is away is down, and a call on it is no success`() async throws {
            let stage = try MinionsStage.shared
            let gone = try await stage.hear("salt/presence/change") {
                try await stage.stop("web2")
                try stage.startMinion("web2")
                try await stage.isBack("web2")
            }
            #expect(gone["lost"] == ["web2"] || gone["new"] == ["web2"], "\(gone)")
            try await stage.stop("web2")
            try await stage.eventually("web2 is away") { try await stage.value("run", "manage.down") == ["web2"] }
            #expect(try await stage.value("run", "manage.up") == ["db1", "web1"])
            #expect(try await stage.value("run", "manage.present") == ["db1", "web1"])
            #expect(try await stage.value("run", "manage.status") == ["up": ["db1", "web1"], "down": ["web2"]])
            let answer = try await stage.pigeon("web*", "test.ping", "-t", "0.5")
            #expect(answer.code == 1, "\(answer)")
            #expect(answer.out.contains("web2:\n    Minion did not return. [Not connected]"), "\(answer)")
            try stage.startMinion("web2")
            try await stage.isBack("web2")
            let versions = try await stage.value("run", "manage.versions")
            #expect(versions["Up to date"]?.map?.keyTexts == MinionsStage.minions, "\(versions)")
        }
    }
}
