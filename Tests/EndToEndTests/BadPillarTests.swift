import Testing
import Values

extension EndToEndTests {
    /// Mistakes in the pillar of an application.
    @Suite struct BadPillarTests {
        struct Mistake: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let sentences: [String]
            let edit: @Sendable (String) -> String

            init(_ name: String, _ sentences: [String], _ edit: @escaping @Sendable (String) -> String) {
                testDescription = name
                self.sentences = sentences
                self.edit = edit
            }

            init(_ name: String, _ sentences: [String], replacing old: String, with new: String) {
                self.init(name, sentences) { $0.replacing(old, with: new, maxReplacements: 1) }
            }

            init(missing section: String) {
                self.init("no \(section)", ["stacks:app has no '\(section)'"]) { Self.removing(section, from: $0) }
            }

            /// The text without a section of the application and all that is indented below it.
            private static func removing(_ section: String, from text: String) -> String {
                var isInside = false
                return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
                    let isDeeper = line.hasPrefix("     ")
                    if line == "    \(section):" { isInside = true } else if !isDeeper { isInside = false }
                    return !isInside
                }.joined(separator: "\n")
            }
        }

        static let mistakes = [
            Mistake(
                "a YAML error",
                ["app/stack.sls:21:14", "> 21 |       formula: mockup", "it began at app/stack.sls:20:20"],
                replacing: "      target_type: glob\n      formula", with: "      target_type: [glob\n      formula"),
            Mistake(
                "a Jinja syntax error", ["app/stack.sls:3:16", "Jinja syntax error", "{%- set port = %}    <======"],
                replacing: "{%- set port = 8080 %}", with: "{%- set port = %}"),
            Mistake(
                "a Jinja undefined name", ["app/stack.sls", "'ports' is undefined", "ports.web"],
                replacing: "{{ port }}\n      default", with: "{{ ports.web }}\n      default"),
            Mistake(missing: "loadbal"),
            Mistake(missing: "config"),
            Mistake(missing: "task_definitions"),
            Mistake(
                "an unknown key", ["backend_prt", "backend_port", "stacks:app:loadbal"],
                replacing: "backend_port:", with: "backend_prt:"),
            Mistake(
                "an unknown key of a container",
                ["stacks:app:task_definitions:web:docker_config", "enviroment", "environment"],
                replacing: "environment:", with: "enviroment:"),
            Mistake(
                "a target that matches nobody", ["no minion matches stacks:app:config:target 'zzz*' (glob)"],
                replacing: "    config:\n      target: app*", with: "    config:\n      target: zzz*"),
            Mistake(
                "a load balancer target that matches nobody",
                ["no minion matches stacks:app:loadbal:target 'lb*' (glob)"],
                replacing: "loadbal:\n      target: app*", with: "loadbal:\n      target: lb*"),
            Mistake(
                "an unknown formula", ["stacks:app:config:formula", "no SLS 'mockupp'", "did you mean 'mockup'?"],
                replacing: "formula: mockup", with: "formula: mockupp"),
            Mistake(
                "a network of testers that is none", ["stacks:app:loadbal", "10.0.2.0/99"],
                replacing: "internal: ", with: "internal:\n        src: [10.0.2.0/99] "),
            Mistake(
                "nothing that would serve", ["stacks:app:task_definitions", "register_backend=true"],
                replacing: "register_backend=true", with: "register_backend=false"),
            Mistake("several at once", ["restrt", "mockupp"]) {
                $0.replacing("restart:", with: "restrt:").replacing("formula: mockup", with: "formula: mockupp")
            },
        ]

        @Test(arguments: mistakes)
        func `a mistake in the pillar is told at once and nothing is changed`(_ mistake: Mistake) async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            let before = try await stage.snapshot()
            let journal = try await stage.value("stack", "history", "app", "--limit", "1")
            try await stage.editing("pillar/app/stack.sls", mistake.edit) {
                let answer = try await stage.pigeon("stack", "release", "app", "--version", "1.15")
                #expect(answer.code == 1, "\(answer)")
                for sentence in mistake.sentences { #expect(answer.err.contains(sentence), "\(answer)") }
            }
            try await stage.expectUnchanged(since: before)
            #expect(try await stage.value("stack", "history", "app", "--limit", "1") == journal)
            #expect(try await stage.page() == "app 1.14")
        }

        @Test func `a frontend that the load balancers do not have fails the release before anything is started`()
            async throws
        {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            let before = try await stage.snapshot()
            let edit: (String) -> String = { $0.replacing("frontend: www", with: "frontend: shop") }
            try await stage.editing("pillar/app/stack.sls", edit) {
                let answer = try await stage.pigeon("stack", "release", "app", "--version", "1.15")
                #expect(answer.code == 1, "\(answer)")
                #expect(answer.err.contains("frontend") && answer.err.contains("'shop'"), "\(answer)")
                #expect(!answer.err.contains("app_1.15_web_0"), "\(answer)")
            }
            try await stage.expectUnchanged(since: before)
        }

        static let unusable = [
            Mistake(
                "a pillar that does not render", ["app/stack.sls:21:14"],
                replacing: "      target_type: glob\n      formula", with: "      target_type: [glob\n      formula"),
            Mistake("an application that is gone", ["no application 'app'"], replacing: "\n  app:", with: "\n  shop:"),
        ]

        @Test(arguments: unusable)
        func `what was released can be rolled back and deactivated without a usable pillar`(
            _ mistake: Mistake
        ) async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            try await stage.editing("pillar/app/stack.sls", mistake.edit) {
                let rollback = try await stage.succeed("stack", "rollback", "app")
                #expect(rollback.out.contains("note: the pillar can't be used"), "\(rollback)")
                for sentence in mistake.sentences { #expect(rollback.out.contains(sentence), "\(rollback)") }
                #expect(try await stage.page() == "app 1.13")
                try await stage.succeed("stack", "deactivate", "app", "--version", "1.14")
                #expect(try await stage.containers().keys.filter { $0.contains("_1.14_") } == [])
            }
            #expect(try await stage.stacks() == StackStates(active: "1.13"))
        }
    }
}
