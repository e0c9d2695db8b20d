import Testing
import Values

extension EndToEndTests {
    /// CI at the door.
    @Suite struct RestTests {
        @Test func `a login with the shared secret or a password gives a token`() async throws {
            let stage = try Stage.shared
            let session = try await stage.rest(
                "POST", "/login", body: ["username": "ci", "sharedsecret": "stage-secret", "eauth": "sharedsecret"])
            #expect(session.status == 200)
            let entry = try session.value["return"]?.list?.first
            #expect(entry?["user"] == "ci" && entry?["eauth"] == "sharedsecret", "\(session)")
            let own = try await stage.rest(
                "POST", "/login", body: ["username": "deploy", "password": "stage-password", "eauth": "file"])
            let token = try #require(try own.value["return"]?.list?.first?["token"]?.string, "\(own)")
            let ping: Value = [["client": "local", "tgt": "app1", "fun": "test.ping"]]
            let answer = try await stage.rest("POST", "/", token: token, body: ping)
            #expect(answer.status == 200)
            #expect(try answer.value == ["return": [["app1": true]]])
            let more: Value = [["client": "local", "tgt": "app1", "fun": "cmd.run", "arg": ["id"]]]
            #expect(try await stage.rest("POST", "/", token: token, body: more).status == 401, "deploy may only ping")
        }

        @Test func `a wrong password and a missing token are 401`() async throws {
            let stage = try Stage.shared
            let wrong: [Value] = [
                ["username": "ci", "sharedsecret": "guess", "eauth": "sharedsecret"],
                ["username": "deploy", "password": "guess", "eauth": "file"],
                ["username": "nobody", "password": "stage-password", "eauth": "file"],
                ["username": "ci", "password": "x", "eauth": "auto"],
            ]
            for body in wrong { #expect(try await stage.rest("POST", "/login", body: body).status == 401, "\(body)") }
            let ping: Value = [["client": "local", "tgt": "*", "fun": "test.ping"]]
            #expect(try await stage.rest("POST", "/", body: ping).status == 401)
            #expect(try await stage.rest("POST", "/", token: "0123456789abcdef", body: ping).status == 401)
            #expect(try await stage.rest("GET", "/stacks").status == 401)
            #expect(try await stage.rest("POST", "/stacks/app/rollback", body: [:]).status == 401)
        }

        @Test func `a certificate is only good for who knows the authority`() async throws {
            let stage = try Stage.shared
            let answer = try await stage.run(["curl", "-sS", "https://127.0.0.1:\(stage.restPort)/"])
            #expect(answer.code == 60, "\(answer)")
            let plain = try await stage.run(["curl", "-sS", "http://127.0.0.1:\(stage.restPort)/"])
            #expect(plain.code != 0, "\(plain)")
        }

        @Test func `an orchestration through the runner client does what the CLI does`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            let token = try await stage.token()
            let released = try await orchestrate("release", ["app_name": "app", "version": "1.15"], token)
            #expect(released?["retcode"] == 0, "\(released ?? .null)")
            #expect(released?["outputter"] == "highstate")
            let data = released?["data"]?["stage_master"]?.map ?? [:]
            #expect(data.values.contains { $0["__id__"] == "give it internal traffic" && $0["result"] == true })
            #expect(try await stage.stacks() == StackStates(active: "1.14", inactive: "1.13", release: "1.15"))
            #expect(try await stage.page(headers: "X-Stack: release") == "app 1.15")
            let refused = try await orchestrate("release", ["app_name": "app", "version": "1.16"], token)
            #expect(refused?["retcode"] == 4, "the rules hold on every way in: \(refused ?? .null)")
            let activated = try await orchestrate("activate", ["app_name": "app", "version": "1.15"], token)
            #expect(activated?["retcode"] == 0, "\(activated ?? .null)")
            #expect(try await stage.page() == "app 1.15")
            let back = try await orchestrate("rollback", ["app_name": "app"], token)
            #expect(back?["retcode"] == 0, "\(back ?? .null)")
            #expect(try await stage.page() == "app 1.14")
        }

        /// The element of `return`.
        private func orchestrate(_ mods: String, _ pillar: Value, _ token: String) async throws -> Value? {
            let chunk: Value = [
                "client": "runner", "fun": "state.orchestrate", "mods": .string(mods),
                "pillar": .map([mods: pillar]),
            ]
            let answer = try await Stage.shared.rest("POST", "/", token: token, body: [chunk])
            #expect(answer.status == 200, "\(answer)")
            return try answer.value["return"]?.list?.first
        }

        @Test func `the stacks have paths of their own`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            let token = try await stage.token()
            let all = try await stage.rest("GET", "/stacks", token: token)
            #expect(try all.value["return"]?.list?.first?["app"]?["active"]?["version"] == "1.14", "\(all)")
            let rollback = try await stage.rest("POST", "/stacks/app/rollback", token: token, body: [:])
            #expect(rollback.status == 200)
            #expect(try rollback.value["return"]?.list?.first?["ok"] == true, "\(rollback)")
            #expect(try await stage.page() == "app 1.13")
            let one = try await stage.rest("GET", "/stacks/app", token: token)
            #expect(try one.value["return"]?.list?.first?["active"]?["version"] == "1.13", "\(one)")
            let conflict = try await stage.rest(
                "POST", "/stacks/app/activate", token: token, body: ["version": "1.12"])
            #expect(conflict.status == 409, "\(conflict)")
            let unnamed = try await stage.rest("POST", "/stacks/app/deactivate", token: token, body: [:])
            #expect(unnamed.status == 400, "\(unnamed)")
            #expect(try await stage.rest("GET", "/stacks/shop", token: token).status == 404)
            #expect(try await stage.rest("POST", "/stacks/app/explode", token: token, body: [:]).status == 404)
        }

        @Test func `what can't be understood is 400 with a sentence`() async throws {
            let stage = try Stage.shared
            let token = try await stage.token()
            let bodies: [(Value, String)] = [
                ([["client": "locale", "tgt": "*", "fun": "test.ping"]], "local"),
                ([["client": "local", "fun": "test.ping"]], "tgt"),
                ([["client": "runner", "fun": "state.orchestrat", "mods": "release"]], "state.orchestrate"),
            ]
            for (body, hint) in bodies {
                let answer = try await stage.rest("POST", "/", token: token, body: body)
                #expect(answer.status == 400, "\(answer)")
                #expect(answer.body.contains(hint), "\(answer)")
            }
        }

        @Test func `the CLI works against the REST API of a remote master`() async throws {
            let stage = try Stage.shared
            let words = [
                "\(stage.programs)/pigeon", "--master-url", "https://127.0.0.1:\(stage.restPort)", "--master-ca",
                "\(stage.directory)/master/pki/master/ca.crt", "--token", try await stage.token(), "--out", "json",
            ]
            let ping = try await stage.run(words + ["app1", "test.ping"])
            #expect(ping.code == 0, "\(ping)")
            #expect(try JSON.read(ping.out) == ["app1": true])
            let status = try await stage.run(words + ["stack", "status", "app"])
            #expect(status.code == 0, "\(status)")
        }
    }
}
