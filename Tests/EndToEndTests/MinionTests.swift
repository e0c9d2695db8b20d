import Glibc
import Testing
import Values

extension EndToEndTests {
    /// How a minion gets in, and what it then does.
    @Suite struct MinionTests {
        @Test func `a new minion is listed and can do nothing until its key is accepted`() async throws {
            let stage = try Stage.shared
            let home = "\(stage.directory)/web1"
            _ = try await stage.run(["mkdir", "-p", home])
            try TextFile.write(
                "id: web1\nroot_dir: \(home)\nmaster: https://127.0.0.1:\(stage.minionPort)\n", to: "\(home)/minion")
            let minion = try stage.start(["\(stage.programs)/pigeon-minion", "-c", home])
            do {
                try await letIn(minion, to: stage)
            } catch {
                minion.send(signal: SIGKILL)
                throw error
            }
            minion.send(signal: SIGTERM)
            #expect(try await minion.answer(within: .seconds(15)).code == 0)
            try await stage.succeed("key", "delete", "web1", "--yes")
        }

        private func letIn(_ minion: Program, to stage: Stage) async throws {
            try await stage.eventually("web1 is pending") {
                try await stage.value("key", "list")["minions_pre"] == ["web1"]
            }
            let refused = try await stage.pigeon("web1", "test.ping")
            #expect(refused.code == 1)
            #expect(refused.err.contains("no accepted minion matches 'web1'"), "\(refused)")
            try await stage.succeed("key", "accept", "web1", "--yes")
            try await stage.minionIsBack("web1")
            let keys = try await stage.value("key", "list")
            #expect(keys["minions"] == ["app1", "web1"])
            #expect(keys["minions_pre"] == [])
            #expect(try await stage.value("--static", "*", "test.ping") == ["app1": true, "web1": true])
            try await callTheMaster(stage)
            try await shutOut(minion, of: stage)
        }

        /// `pigeon call` with the minion's own certificate, which must not talk to a master that it was told to refuse.
        private func callTheMaster(_ stage: Stage) async throws {
            let (call, home) = ("\(stage.programs)/pigeon", "\(stage.directory)/web1")
            let pillar = try await stage.run([call, "-c", home, "call", "pillar.items"])
            #expect(pillar.code == 0, "\(pillar)")
            let other = "\(home)-wary"
            _ = try await stage.run(["mkdir", "-p", other])
            let finger = Array(repeating: "00", count: 32).joined(separator: ":")
            try TextFile.write(
                try TextFile.read("\(home)/minion") + "master_finger: '\(finger)'\n", to: "\(other)/minion")
            let refused = try await stage.run([call, "-c", other, "call", "pillar.items"])
            #expect(refused.code == 1, "\(refused)")
            #expect(refused.err.contains("but master_finger is \(finger)"), "\(refused)")
        }

        /// A key that is taken back: the minion is cut off and stays out.
        private func shutOut(_ minion: Program, of stage: Stage) async throws {
            try await stage.succeed("key", "reject", "web1", "--include-accepted", "--yes")
            #expect(try await stage.value("run", "manage.up") == ["app1"])
            #expect(try await stage.value("--static", "*", "test.ping") == ["app1": true])
            try await stage.eventually("web1 has tried to come back") {
                try minion.errorsSoFar.contains("has rejected the key of 'web1'")
            }
            #expect(try await stage.value("key", "list")["minions_rejected"] == ["web1"])
        }

        @Test func `a command's output comes back`() async throws {
            let stage = try Stage.shared
            let kernel = try await stage.run(["uname", "-a"]).out.filter { !$0.isNewline }
            #expect(try await stage.value("*", "cmd.run", "uname -a") == ["app1": .string(kernel)])
        }

        @Test func `a second state apply changes nothing`() async throws {
            let stage = try Stage.shared
            let before = try await stage.snapshot()
            let states = try await stage.value("app1", "state.apply")["app1"]?.map ?? [:]
            #expect(states.count >= 3)
            for (tag, state) in states {
                #expect(state["result"] == true && state["changes"] == [:], "\(tag): \(state)")
            }
            try await stage.expectUnchanged(since: before)
        }

        @Test func `a test run says what it would change and changes nothing`() async throws {
            let stage = try Stage.shared
            let before = try await stage.snapshot()
            let more = { (text: String) in
                text.replacing(
                    "      state: present", with: "      state: present\n    rehearsal:\n      state: present"
                )
                .replacing("method: GET", with: "method: HEAD")
            }
            try await stage.editing("pillar/app/host.sls", more) {
                let states = try await stage.value("app1", "state.apply", "test=True")["app1"]?.map ?? [:]
                let network = states["docker_network_|-docker network rehearsal_|-rehearsal_|-present"]
                #expect(network?["result"] == .some(.null), "\(states)")
                let configuration = states["haproxy_|-haproxy configuration_|-haproxy_|-configured"]
                #expect(configuration?["result"] == .some(.null), "\(states)")
            }
            try await stage.expectUnchanged(since: before)
        }
    }
}
