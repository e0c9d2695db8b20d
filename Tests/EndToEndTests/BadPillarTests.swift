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
                "a Jinja syntax error", ["app/stack.sls:3:16", "Jinja syntax error", "> 3 | {%- set port = %}"],
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
                "an unknown key of a container", ["enviroment", "environment"],
                replacing: "environment:", with: "enviroment:"),
            Mistake(
                "a target that matches nobody", ["no minion matches stacks:app:config:target 'zzz*' (glob)"],
                replacing: "    config:\n      target: app*", with: "    config:\n      target: zzz*"),
            Mistake(
                "a load balancer target that matches nobody",
                ["no minion matches stacks:app:loadbal:target 'lb*' (glob)"],
                replacing: "loadbal:\n      target: app*", with: "loadbal:\n      target: lb*"),
            Mistake(
                "an unknown frontend", ["frontend", "'shop'"], replacing: "frontend: www", with: "frontend: shop"),
            Mistake(
                "an unknown formula", ["mockupp"], replacing: "formula: mockup", with: "formula: mockupp"),
        ]

        @Test(arguments: mistakes)
        func `a mistake in the pillar is told at once and nothing is changed`(_ mistake: Mistake) async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14", inactive: "1.13")
            let before = try await stage.snapshot()
            try await stage.editing("pillar/app/stack.sls", mistake.edit) {
                let answer = try await stage.pigeon("stack", "release", "app", "--version", "1.15")
                #expect(answer.code != 0, "\(answer)")
                for sentence in mistake.sentences { #expect(answer.err.contains(sentence), "\(answer)") }
            }
            try await stage.expectUnchanged(since: before)
            #expect(try await stage.page() == "app 1.14")
        }
    }
}
