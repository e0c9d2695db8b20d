import Testing
import Values

extension EndToEndTests {
    /// A stack goes to release, to active and back.
    @Suite struct LifecycleTests {
        @Test func `no request is lost from the first release to the last deactivation`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.13")
            let worker = try stage.haproxy.worker
            let load = try await Load.start(on: stage)

            try await stage.succeed("stack", "release", "app", "--version", "1.14")
            #expect(try await stage.stacks() == StackStates(active: "1.13", release: "1.14"))
            try await expectAnswers(stage, everyone: "app 1.13", internally: "app 1.14")
            try await expectContainers(stage, of: "1.14")

            try await stage.succeed("stack", "activate", "app", "--version", "1.14")
            #expect(try await stage.stacks() == StackStates(active: "1.14", inactive: "1.13"))
            try await expectAnswers(stage, everyone: "app 1.14", internally: "app 1.14")

            try await stage.succeed("stack", "release", "app", "--version", "1.15")
            try await expectAnswers(stage, everyone: "app 1.14", internally: "app 1.15")
            try await stage.succeed("stack", "activate", "app", "--version", "1.15")
            #expect(try await stage.stacks() == StackStates(active: "1.15", inactive: "1.14"))
            try await expectAnswers(stage, everyone: "app 1.15", internally: "app 1.15")
            try await expectNothing(stage, of: "1.13")

            let containers = try await stage.containers()
            try await stage.succeed("stack", "rollback", "app")
            #expect(try await stage.stacks() == StackStates(active: "1.14", inactive: "1.15"))
            try await expectAnswers(stage, everyone: "app 1.14", internally: "app 1.14")
            #expect(try await stage.containers() == containers, "a rollback starts and stops no container")

            try await stage.succeed("stack", "deactivate", "app", "--version", "1.15")
            #expect(try await stage.stacks() == StackStates(active: "1.14"))
            try await expectNothing(stage, of: "1.15")

            let served = try await load.finish()
            #expect(Set(served.keys) == ["app 1.13", "app 1.14", "app 1.15"])
            #expect(try stage.haproxy.worker == worker, "no deployment reloads HAProxy")
        }

        @Test func `a smaller count takes away what it does not name any more`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14")
            try await stage.succeed("stack", "release", "app", "--version", "1.15")
            let before = try await stage.containers()
            let load = try await Load.start(on: stage)
            try await stage.editing("pillar/app/stack.sls", { $0.replacing("count: 2", with: "count: 1") }) {
                try await stage.succeed("stack", "release", "app", "--version", "1.15")
                let now = try await stage.containers()
                #expect(now["app_1.15_web_1"] == nil)
                #expect(now == before.filter { $0.key != "app_1.15_web_1" }, "no other is touched")
                #expect(try await stage.page(headers: "X-Stack: release") == "app 1.15")
            }
            try await stage.succeed("stack", "release", "app", "--version", "1.15")
            #expect(try await stage.containers().keys.sorted() == before.keys.sorted())
            #expect(try await load.finish().keys.sorted() == ["app 1.14"])
        }

        @Test func `containers that came back with other addresses are found again`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            let (active, inactive) = (["app_1.14_web_0", "app_1.14_web_1"], ["app_1.13_web_0", "app_1.13_web_1"])
            // What a restart of the engine does: all of them end, and the first to start gets the first address.
            _ = try await stage.run(["docker", "-H", stage.dockerURL, "stop", "-t", "1"] + active + inactive)
            for name in inactive + active { _ = try await stage.docker("start", name) }
            try await stage.succeed("stack", "activate", "app", "--version", "1.14")
            for _ in 0..<6 { #expect(try await stage.page() == "app 1.14") }
            try await stage.succeed("stack", "rollback", "app")
            for _ in 0..<6 { #expect(try await stage.page() == "app 1.13") }
        }

        @Test func `a release that is repeated with a mistake leaves the stack in release as it was`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", release: "1.15")
            let before = try await stage.containers().keys.sorted()
            let edits: [(String, String)] = [
                ("pigeon-demo:{{ version }}", "pigeon-demo:die-1"), ("count: 2", "count: 3"),
            ]
            let dying: (String) -> String = { edits.reduce($0) { $0.replacing($1.0, with: $1.1) } }
            try await stage.editing("pillar/app/stack.sls", dying) {
                let answer = try await stage.pigeon("stack", "release", "app", "--version", "1.15")
                #expect(answer.code == 1, "\(answer)")
                #expect(answer.err.contains("app/1.15 has the containers that it had"), "\(answer)")
            }
            let sick: (String) -> String = {
                dying($0).replacing("die-1", with: "sick-1").replacing("deadline: 60s", with: "deadline: 2s")
            }
            try await stage.editing("pillar/app/stack.sls", sick) {
                let answer = try await stage.pigeon("stack", "release", "app", "--version", "1.15")
                #expect(answer.code == 1, "\(answer)")
            }
            #expect(try await stage.containers().keys.sorted() == before)
            #expect(try await stage.stacks() == StackStates(active: "1.14", release: "1.15"))
            #expect(try await stage.page(headers: "X-Stack: release") == "app 1.15")
            try await stage.succeed("stack", "release", "app", "--version", "1.15")
            try await stage.succeed("stack", "deactivate", "app", "--version", "1.15")
        }

        private func expectAnswers(
            _ stage: Stage, everyone: String, internally: String, at location: Testing.SourceLocation = #_sourceLocation
        ) async throws {
            #expect(try await stage.page() == everyone, sourceLocation: location)
            #expect(
                try await stage.page(headers: "X-Stack: release") == internally, "by header", sourceLocation: location)
            #expect(
                try await stage.page(headers: "Cookie: stack=release") == internally, "by cookie",
                sourceLocation: location)
            #expect(
                try await stage.page(headers: "X-Stack: else") == everyone, "another header", sourceLocation: location)
        }

        private func expectContainers(_ stage: Stage, of version: String) async throws {
            let all = try await stage.containers().filter { $0.key.contains(version) }
            #expect(Set(all.keys) == ["app_\(version)_web_0", "app_\(version)_web_1"])
            for container in all.values {
                #expect(container.isRunning)
                #expect(container.networks == ["app_\(version)_network_0", "loadbal"])
                let wanted = [
                    "version": version, "pigeon.app": "app", "pigeon.stack": "app/\(version)",
                    "register_backend": "true",
                ]
                for (name, value) in wanted { #expect(container.labels[name] == value, "label \(name)") }
            }
        }

        private func expectNothing(
            _ stage: Stage, of version: String, at location: Testing.SourceLocation = #_sourceLocation
        ) async throws {
            let containers = try await stage.containers().keys.filter { $0.contains(version) }
            #expect(containers.isEmpty, sourceLocation: location)
            let networks = try await stage.networks().values.filter { $0.contains(version) }
            #expect(networks.isEmpty, sourceLocation: location)
        }

        @Test func `the history tells who did what and how it ended`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            try await stage.succeed("stack", "rollback", "app")
            let entry = try await stage.value("stack", "history", "app", "--limit", "1").list?.first
            let wanted: [String: Value] = [
                "action": "rollback", "version": "1.13", "from": "inactive", "to": "active", "outcome": "succeeded",
                "user": "root",
            ]
            for (key, value) in wanted { #expect(entry?[key] == value, "\(key) of \(entry ?? .null)") }
            #expect((entry?["jid"]?.string?.count ?? 0) >= 20)
        }

        @Test func `what is done already is repeated without touching anything`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13", release: "1.15")
            let before = try await stage.snapshot()
            let release = try await stage.succeed("stack", "release", "app", "--version", "1.15")
            #expect(release.out.contains("no change"), "\(release)")
            let activate = try await stage.succeed("stack", "activate", "app", "--version", "1.14")
            #expect(activate.out.contains("no change"), "\(activate)")
            let deactivate = try await stage.succeed("stack", "deactivate", "app", "--version", "1.12")
            #expect(deactivate.out.contains("no change"), "\(deactivate)")
            try await stage.succeed("app1", "state.apply", "queue=True")
            try await stage.expectUnchanged(since: before)
        }

        @Test func `a rehearsal says what would be done and does nothing`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13", release: "1.15")
            let before = try await stage.snapshot()
            let test = try await stage.succeed("stack", "activate", "app", "--version", "1.15", "--test")
            #expect(test.out.contains("active: 1.14 -> 1.15"), "\(test)")
            let plan = try await stage.succeed("stack", "plan", "release", "app", "--version", "1.16", "--replace")
            #expect(plan.out.contains("app_1.16_web_1"), "\(plan)")
            try await stage.expectUnchanged(since: before)
        }

        @Test func `a release with replace takes the place of the one before`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", release: "1.15")
            try await stage.succeed("stack", "release", "app", "--version", "1.16", "--replace")
            #expect(try await stage.stacks() == StackStates(active: "1.14", release: "1.16"))
            try await expectNothing(stage, of: "1.15")
            try await expectAnswers(stage, everyone: "app 1.14", internally: "app 1.16")
        }

        @Test func `another application comes and goes behind the same frontend`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14")
            try await stage.editing("pillar/app/stack.sls", Self.addingShop) {
                let dead = try await stage.pigeon("stack", "release", "shop", "--version", "die-1")
                #expect(dead.code == 1, "\(dead)")
                #expect(dead.err.contains("cannot open the database"), "\(dead)")
                try await expectNothing(stage, of: "die-1")

                let load = try await Load.start(on: stage)
                try await stage.succeed("stack", "release", "shop", "--version", "1.13")
                try await stage.succeed("stack", "activate", "shop", "--version", "1.13")
                #expect(try await stage.page(headers: "Host: shop.example") == "app 1.13")
                #expect(try await stage.page() == "app 1.14")
                try await stage.succeed("stack", "deactivate", "shop", "--version", "1.13", "--yes")
                #expect(try await stage.page(headers: "Host: shop.example") == "app 1.14")
                #expect(try await load.finish().keys.sorted() == ["app 1.14"])
            }
            #expect(try await stage.containers().keys.filter { $0.hasPrefix("shop") } == [])
        }

        /// The pillar with a second application, `shop`, which is like the first but for its host name.
        private static func addingShop(_ pillar: String) -> String {
            guard let app = pillar.firstRange(of: "  app:\n") else { return pillar }
            let settings = pillar[app.upperBound...]
                .replacing("frontend: www", with: "frontend: www\n      hosts: [shop.example]")
            return "\(pillar)\n  shop:\n\(settings)"
        }
    }
}
