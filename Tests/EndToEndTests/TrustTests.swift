import Glibc
import Testing
import Values

extension OperationsTests {
    /// Keys, and what others on the hosts may see.
    @Suite struct TrustTests {
        @Test func `a deleted minion is cut off and comes back as pending only`() async throws {
            let stage = try MinionsStage.shared
            #expect(try await stage.pigeon("key", "delete", "web2", "--yes").code == 0)
            #expect(try await stage.value("run", "manage.status") == ["up": ["db1", "web1"], "down": []])
            #expect(try await stage.pigeon("web2", "test.ping").code == 1)
            try await stage.accept("web2")
            try await stage.isBack("web2")
        }

        @Test func `another host with the id of a known minion is denied, and the known one goes on`() async throws {
            let stage = try MinionsStage.shared
            try stage.configure("impostor")
            let text = try TextFile.read(stage.path("impostor/minion")).replacing("id: impostor", with: "id: web2")
            try TextFile.write(text, to: stage.path("impostor/minion"))
            try stage.startMinion("impostor")
            // It asks again and again.
            let told = try await stage.hear("salt/auth")
            #expect(told["act"] == "denied" && told["id"] == "web2", "\(told)")
            try await stage.eventually("it is told why") {
                try stage.log(of: "impostor").contains("knows another key for 'web2' and denies this one")
            }
            let keys = try await stage.value("key", "list")
            #expect(keys["minions_denied"] == ["web2"], "\(keys)")
            #expect(keys["minions"]?.list?.contains("web2") == true, "\(keys)")
            #expect(try await stage.value("web2", "test.ping") == ["web2": true])
            try await stage.stop("impostor")
            _ = try await stage.pigeon("key", "delete", "web2", "--only-denied", "--yes")
            let left = try await stage.value("key", "list")
            #expect(left["minions_denied"] == [] && left["minions"]?.list?.contains("web2") == true, "\(left)")
        }

        @Test func `a minion that is to trust another master refuses this one, which does not even hear of it`()
            async throws
        {
            let stage = try MinionsStage.shared
            let finger = Array(repeating: "00", count: 32).joined(separator: ":")
            try stage.configure("wary", "master_finger: '\(finger)'\n")
            try stage.startMinion("wary")
            try await stage.eventually("it refuses the master again and again") {
                try stage.log(of: "wary").split(separator: "but master_finger is \(finger)").count > 2
            }
            let answer = try await stage.pigeon("key", "finger", "wary")
            #expect(answer.code == 1 && answer.err.contains("there is no key of 'wary'"), "\(answer)")
            try await stage.stop("wary")
        }

        @Test func `a minion goes to the next master when one is away, and each knows it`() async throws {
            let stage = try MinionsStage.shared
            // Two masters with one authority.
            let other = try FreePort.find()
            for name in ["etc2", "master2"] { mkdir(stage.path(name), 0o700) }
            let copied = try await stage.run(["cp", "-r", stage.path("master/pki"), stage.path("master2/pki")])
            #expect(copied.code == 0, "\(copied)")
            try TextFile.write(stage.master(root: "master2", port: other), to: stage.path("etc2/master"))
            try await stage.startMaster("master2", configuration: "etc2")
            let masters = [other, stage.port].map { "'https://127.0.0.1:\($0)'" }.joined(separator: ", ")
            try stage.configure("roamer", masters: "[\(masters)]")
            try stage.startMinion("roamer")
            try await stage.accept("roamer", configuration: "etc2")
            try await stage.isBack("roamer", configuration: "etc2")
            try await stage.stop("master2", SIGKILL)
            try await stage.accept("roamer")
            try await stage.isBack("roamer")
            try await stage.startMaster("master2", configuration: "etc2")
            try await stage.stop("master", SIGKILL)
            try await stage.isBack("roamer", configuration: "etc2")
            try await stage.startMaster()
            try await stage.stop("roamer")
            try await stage.stop("master2")
            #expect(try await stage.pigeon("key", "delete", "roamer", "--yes").code == 0)
            try await stage.allAreBack()
        }

        @Test func `a minion's certificate opens nothing of another's, and no file beside the roots`() async throws {
            let stage = try MinionsStage.shared
            symlink(stage.path("master/pki/master/ca.key"), stage.path("states/escape"))
            let jid = try await stage.async("db1", "test.echo", "mine")
            #expect(try await stage.pigeon("jobs", "watch", jid).code == 0)
            let waiting = try await stage.async("db1", "cmd.run", "sleep 2; echo db1 itself")

            let pillar = try await ask(stage, "/v1/pillar", ["id": "db1", "grains": ["id": "db1"]])
            #expect(pillar.out.hasSuffix("200") && pillar.out.contains(#""role""#), "web2's own: \(pillar)")
            for number in [jid, waiting] {
                // Acknowledged, so that nobody sends it again and again, but not kept.
                let forged: Value = [
                    "jid": .string(number), "id": "db1", "fun": "test.echo", "return": "forged", "retcode": 0,
                ]
                _ = try await ask(stage, "/v1/returns", forged)
            }
            #expect(try await stage.pigeon("jobs", "watch", waiting).code == 0)
            #expect(try await stage.job(jid)["Result"]?["db1"]?["return"] == "mine")
            let result = try await stage.job(waiting)["Result"]
            #expect(result?.map?.keyTexts == ["db1"] && result?["db1"]?["return"] == "db1 itself", "\(result ?? .null)")

            #expect(try await ask(stage, "/v1/files/base/startup.sls").out.hasSuffix("200"))
            for path in ["../../master/pki/master/ca.key", "..%2f..%2fetc/passwd", "%2e%2e/etc/master", "escape"] {
                let answer = try await ask(stage, "/v1/files/base/\(path)")
                #expect(answer.out.hasSuffix("404") || answer.out.hasSuffix("400"), "\(path): \(answer)")
                #expect(!answer.out.contains("PRIVATE KEY"), "\(path)")
            }
            unlink(stage.path("states/escape"))
        }

        /// A request with the certificate of web2. The answer's last characters are its status.
        private func ask(_ stage: MinionsStage, _ path: String, _ body: Value? = nil) async throws -> ProgramAnswer {
            let own = stage.path("web2/pki/minion")
            let data = body.map { ["-H", "Content-Type: application/json", "-d", JSON.write($0)] } ?? []
            return try await stage.run(
                [
                    "curl", "-sS", "--path-as-is", "--max-time", "20", "--connect-to", "::127.0.0.1:\(stage.port)",
                    "--cacert", "\(own)/authority.crt", "--cert", "\(own)/minion.crt", "--key", "\(own)/minion.pem",
                    "-w", "%{http_code}",
                ] + data + ["https://pigeon-master\(path)"])
        }

        @Test(.enabled(if: getuid() == 0, "another user can be tried by root only"))
        func `another user of the hosts can neither read keys, store, spool and cache nor use the socket`() async throws
        {
            let stage = try MinionsStage.shared
            // So that there is something in the cache, too.
            _ = try await stage.value("web1", "state.apply", "startup")
            let words = [
                "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "find", stage.path("master"),
                stage.path("web1"), "-mindepth", "1", "-not", "-type", "d", "(", "-readable", "-o", "-writable", ")",
            ]
            let found = try await stage.run(words)
            #expect(found.out == "\(stage.path("web1/minion"))\n", "\(found)")
            let all = try await stage.run(["find"] + words[5...6] + ["-not", "-type", "d"])
            for name in ["ca.key", "pigeon.db", "master.sock", "minion.pem", "/cache/files/"] {
                #expect(all.out.contains(name), "\(name): \(all)")
            }
        }
    }
}
