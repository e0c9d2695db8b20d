import Model
import Testing
import Values

@testable import ControlPlane

/// Whoever is limited to `web*` may not find out the pillar of `db1` by asking which patterns match it.
struct PillarProbeTests {
    @Test(arguments: [
        ("db1 and J|@secret|^a", "compound"), ("db1 and J@secret:^a", "compound"),
        ("db1\tand\tJ|@secret|^a", "compound"),
        ("not J|@secret|^a", "compound"), ("( I|@secret|a* )", "compound"), ("I@secret:a?c", "compound"),
        ("I*@secret*abc", "compound"), ("web1 and N@databases", "compound"), ("databases", "nodegroup"),
        ("secret:^a", "pillar_pcre"), ("secret:[a-m]bc", "pillar"),
    ])
    func `a pattern over pillar is refused, whatever it matches`(expression: String, type: String) async throws {
        for secret: Value in ["abc", "xyz"] {
            for function in ["test.ping", "saltutil.find_job"] {
                await #expect(throws: AccessRefusal.self) {
                    try await Self.check(function, expression, ["tgt_type": .string(type)], secret: secret)
                }
            }
        }
    }

    @Test(arguments: ["secret|a*", "secret*abc", "secret|[a]bc"])
    func `a pattern over pillar is one with any delimiter of the chunk`(expression: String) async throws {
        for delimiter in ["|", "*"] {
            await #expect(throws: AccessRefusal.self) {
                let more: ValueMap = ["tgt_type": "pillar", "delimiter": .string(delimiter)]
                try await Self.check("test.ping", expression, more, secret: "xyz")
            }
        }
    }

    @Test(arguments: ["web1 and I|@secret|abc", "web1 and G|@os|D*", "web1 and P|@os|^D", "E@web[0-9]+", "web?"])
    func `a pattern over something else, and a whole value of pillar, are allowed`(expression: String) async throws {
        try await Self.check("test.ping", expression, ["tgt_type": "compound"], secret: "abc")
    }

    @Test func `a user without limits may target by patterns over pillar`() async throws {
        let everywhere: Value = ".*"
        for function in ["test.ping", "saltutil.find_job"] {
            let more: ValueMap = ["tgt_type": "compound"]
            try await Self.check(function, "db1 and J|@secret|^a", more, secret: "abc", rule: everywhere)
        }
    }

    private static func check(
        _ function: String, _ expression: String, _ more: ValueMap, secret: Value, rule: Value = ["web*": ["test.*"]]
    ) async throws {
        let principal = Principal(user: "fred", eauth: "file", permissions: try Permissions([rule]))
        let chunk: ValueMap = ["client": "local", "tgt": .string(expression), "fun": .string(function)]
        let subjects = try ["web1", "db1"].map {
            TargetSubject(id: try MinionID($0), grains: ["os": "Debian"], pillar: ["secret": secret])
        }
        try await AccessFixture.control([:]).check(chunk.merged(with: more), as: principal) { target in
            let condition = try TargetMatcher(nodegroups: ["databases": "db1 and J@secret:^a"]).condition(target)
            return Set(try subjects.filter { try condition.matches($0) }.map(\.id))
        }
    }
}
