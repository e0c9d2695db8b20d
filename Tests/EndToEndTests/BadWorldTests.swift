import Glibc
import Testing
import Values

extension EndToEndTests {
    /// What can be wrong outside of the pillar: images, containers, minions, HAProxy.
    @Suite struct BadWorldTests {
        /// Tries a release that must fail and leave everything as it was.
        private func failingRelease(
            _ version: String, says sentences: [String], at location: Testing.SourceLocation = #_sourceLocation
        ) async throws -> ProgramAnswer {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            let before = try await stage.snapshot()
            let answer = try await stage.pigeon("stack", "release", "app", "--version", version)
            #expect(answer.code == 1, "\(answer)", sourceLocation: location)
            for sentence in sentences { #expect(answer.err.contains(sentence), "\(answer)", sourceLocation: location) }
            try await stage.expectUnchanged(since: before, at: location)
            return answer
        }

        @Test func `an image that does not exist fails the release`() async throws {
            _ = try await failingRelease("9.9", says: ["pigeon-demo:9.9"])
        }

        @Test func `a container that dies at start fails the release with its last words`() async throws {
            _ = try await failingRelease("die-1", says: ["app_die-1_web_", "cannot open the database"])
        }

        @Test func `a health check that never passes fails the release at its deadline`() async throws {
            let stage = try Stage.shared
            try await stage.editing("pillar/app/stack.sls", { $0.replacing("deadline: 60s", with: "deadline: 3s") }) {
                let load = try await Load.start(on: stage)
                _ = try await failingRelease("sick-1", says: ["did not become healthy within 3", "404"])
                #expect(try await load.finish().keys.sorted() == ["app 1.14"])
            }
        }

        @Test func `a one-off task that fails fails the release before a service starts`() async throws {
            let stage = try Stage.shared
            try await stage.editing("pillar/app/stack.sls", Self.migrating("echo can not migrate; exit 5")) {
                let answer = try await failingRelease(
                    "1.15", says: ["app_1.15_migrations_0", "can not migrate", "5"])
                #expect(!answer.err.contains("app_1.15_web_0"), "\(answer)")
            }
        }

        @Test func `a one-off task runs to its end before the services start`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            let file = "\(stage.directory)/mockup/migrated"
            let task = Self.migrating("echo $VERSION >>/etc/mockup/migrated")
            try await stage.editing("pillar/app/stack.sls", task) {
                try await stage.succeed("stack", "release", "app", "--version", "1.15")
                #expect(try TextFile.read(file) == "1.15\n")
                try await stage.succeed("stack", "release", "app", "--version", "1.15")
                #expect(try TextFile.read(file) == "1.15\n", "once is once")
                try await stage.succeed("stack", "deactivate", "app", "--version", "1.15")
                #expect(try await stage.containers().keys.filter { $0.contains("1.15") } == [])
            }
        }

        /// Adds a one-off task to the pillar.
        private static func migrating(_ script: String) -> (String) -> String {
            { pillar in
                pillar.replacing(
                    "      web:\n",
                    with: """
                              migrations:
                                run: once
                                docker_config:
                                  image: pigeon-demo:{{ version }}
                                  environment: ["VERSION={{ version }}"]
                                  binds: {{ salt['config.get']('mockup_directory') }}:/etc/mockup
                                  command: [/bin/sh, -c, "\(script)"]
                              web:

                        """)
            }
        }

        @Test func `containers of a failed release are kept when that is asked for`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            try await stage.editing("pillar/app/stack.sls", { $0.replacing("deadline: 60s", with: "deadline: 1s") }) {
                let answer = try await stage.pigeon("stack", "release", "app", "--version", "sick-1", "--keep")
                #expect(answer.code == 1, "\(answer)")
            }
            #expect(try await stage.containers()["app_sick-1_web_0"]?.isRunning == true)
            #expect(try await stage.stacks() == StackStates(active: "1.14", inactive: "1.13"))
            let left = try await stage.stackStatus()?["leftovers"]?.list?.first
            #expect(left == ["version": "sick-1", "minions": ["app1"], "kept": true], "\(left ?? .null)")
            try await stage.succeed("stack", "deactivate", "app", "--version", "sick-1")
            #expect(try await stage.stackStatus()?["leftovers"] == nil)
            #expect(try await stage.containers()["app_sick-1_web_0"] == nil)
        }

        @Test func `a minion that is down is named at once`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            let before = try await stage.snapshot()
            try await stage.script("stop", "minion")
            try await stage.eventually("the master knows that app1 is gone") {
                try await stage.value("run", "manage.down").list == ["app1"]
            }
            let answer = try await stage.pigeon("stack", "release", "app", "--version", "1.15")
            #expect(answer.code == 1, "\(answer)")
            #expect(answer.err.contains("not connected: app1"), "\(answer)")
            let ping = try await stage.pigeon("-t", "1", "app1", "test.ping")
            #expect(ping.code == 1, "\(ping)")
            #expect((ping.out + ping.err).contains("Minion did not return. [Not connected]"), "\(ping)")
            try await stage.startMinion()
            try await stage.expectUnchanged(since: before)
        }

        @Test func `with HAProxy down a release fails and takes its containers with it`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            let before = try await stage.snapshot()
            let master = try stage.processID(of: "haproxy/haproxy.pid")
            kill(master, SIGTERM)
            try await stage.eventually("HAProxy is down") { kill(master, 0) != 0 }
            let answer = try await stage.pigeon("stack", "release", "app", "--version", "1.15")
            #expect(answer.code == 1, "\(answer)")
            #expect(answer.err.contains("HAProxy") && answer.err.contains("admin.sock"), "\(answer)")
            let containers = try await stage.containers()
            #expect(containers.keys.sorted() == before.containers.keys.sorted())
            #expect(try TextFile.read(stage.mapFile) == before.mapFile)
            try await stage.succeed("app1", "state.apply", "queue=True")
            #expect(try await stage.page() == "app 1.14", "HAProxy starts with the routes that it had")
            #expect(try await stage.stacks() == StackStates(active: "1.14", inactive: "1.13"))
            try await stage.succeed("stack", "rollback", "app")
            #expect(try await stage.page() == "app 1.13")
        }

        @Test func `a HAProxy that has lost its socket is not started a second time`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            let socket = "\(stage.directory)/haproxy/admin.sock"
            #expect(rename(socket, "\(socket).away") == 0)
            let rollback = try await stage.pigeon("stack", "rollback", "app")
            #expect(rollback.code == 1, "\(rollback)")
            #expect(rollback.err.contains("its socket \(socket) is gone"), "\(rollback)")
            let apply = try await stage.pigeon("app1", "state.apply", "haproxy", "queue=True")
            #expect(apply.code == 1, "\(apply)")
            #expect((apply.out + apply.err).contains("restart it"), "\(apply)")
            #expect(rename("\(socket).away", socket) == 0)
            #expect(try await stage.page() == "app 1.14")
            #expect(try await stage.stacks() == StackStates(active: "1.14", inactive: "1.13"))
        }

        @Test func `without a master the CLI says so with exit code 3`() async throws {
            let stage = try Stage.shared
            let home = "\(stage.directory)/nobody"
            _ = try await stage.run(["mkdir", "-p", home])
            try TextFile.write("root_dir: \(home)\n", to: "\(home)/master")
            let answer = try await stage.run(["\(stage.programs)/pigeon", "-c", home, "*", "test.ping"])
            #expect(answer.code == 3, "\(answer)")
            #expect(answer.err.contains("is pigeon-master running on this host?"), "\(answer)")
        }
    }
}
