import Glibc
import Testing
import Values

extension EndToEndTests {
    /// The lifecycle's rules, as whoever runs into them sees them.
    @Suite struct RefusalTests {
        struct Refused: Sendable, CustomTestStringConvertible {
            let words: [String]
            let sentences: [String]
            var code: Int32 = 4

            var testDescription: String { words.joined(separator: " ") }
        }

        /// With 1.14 active, 1.13 inactive and 1.15 in release.
        static let refusals = [
            Refused(
                words: ["release", "app", "--version", "1.16"], sentences: ["app/1.15 is in release", "--replace"]),
            Refused(words: ["release", "app", "--version", "1.14"], sentences: ["app/1.14 is active"]),
            Refused(
                words: ["release", "app", "--version", "1.13"], sentences: ["app/1.13 is inactive", "rollback app"]),
            Refused(
                words: ["activate", "app", "--version", "1.12"],
                sentences: ["app/1.12 is neither released nor inactive", "--version 1.15"]),
            Refused(
                words: ["deactivate", "app", "--version", "1.14"], sentences: ["app/1.14 is active", "say --yes"]),
            Refused(words: ["deactivate", "app"], sentences: ["--version V"], code: 2),
            Refused(words: ["release", "ap"], sentences: ["there is no application 'ap'", "'app'"], code: 1),
            Refused(words: ["rollback", "shop"], sentences: ["there is no application 'shop'", "app"], code: 1),
        ]

        @Test(arguments: refusals)
        func `an action against the rules is refused and changes nothing`(_ refused: Refused) async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13", release: "1.15")
            let before = try await stage.snapshot()
            let words = ["\(stage.programs)/pigeon", "-c", "\(stage.directory)/etc", "stack"] + refused.words
            let answer = try await stage.run(words)
            #expect(answer.code == refused.code, "\(answer)")
            for sentence in refused.sentences { #expect(answer.err.contains(sentence), "\(answer)") }
            try await stage.expectUnchanged(since: before)
        }

        @Test func `a rollback needs something to go back to`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14")
            let answer = try await stage.pigeon("stack", "rollback", "app")
            #expect(answer.code == 4, "\(answer)")
            #expect(answer.err.contains("there is no inactive stack of app to roll back to"), "\(answer)")
        }

        @Test func `a stack that has become unhealthy is not activated`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", release: "1.15")
            let backend = try #require(try stage.haproxy.map(stage.mapFile)["app.release"])
            let breakages = [
                (["exec", "app_1.15_web_1", "/bin/busybox", "rm", "/www/healthcheck"], "did not become healthy", 2),
                (["stop", "-t", "2", "app_1.15_web_1"], "app_1.15_web_1", 1),
            ]
            for (breakage, sentence, running) in breakages {
                _ = try await stage.run(["docker", "-H", stage.dockerURL] + breakage)
                // The address of what was stopped is withdrawn by itself.
                try await stage.eventually("the servers are the containers that run") {
                    try stage.haproxy.servers(of: backend).count == running
                }
                let before = try await stage.snapshot()
                let answer = try await stage.pigeon("stack", "activate", "app", "--version", "1.15")
                #expect(answer.code == 4, "\(answer)")
                #expect(answer.err.contains(sentence), "\(answer)")
                try await stage.expectUnchanged(since: before)
                #expect(try await stage.page() == "app 1.14")
            }
            try await stage.succeed("stack", "deactivate", "app", "--version", "1.15")
        }

        @Test func `of two actions on an application the second is refused with the job of the first`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            try await stage.editing("pillar/app/stack.sls", { $0.replacing("deadline: 60s", with: "deadline: 5s") }) {
                let first = try stage.startPigeon("stack", "release", "app", "--version", "sick-1")
                try await stage.eventually("the first is under way") { try await stage.isBusy() }
                let busy = try await stage.stackStatus()?["busy"]
                let jid = try #require(busy?["jid"]?.string)
                let second = try await stage.pigeon("stack", "rollback", "app")
                #expect(second.code == 4, "\(second)")
                #expect(second.err.contains("release of app/sick-1 is under way (jid \(jid), by root)"), "\(second)")
                #expect(try await first.answer(within: .seconds(40)).code == 1)
            }
            #expect(try await stage.stacks() == StackStates(active: "1.14", inactive: "1.13"))
        }
    }
}
