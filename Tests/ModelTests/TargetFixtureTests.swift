import Model
import TestSupport
import Testing
import Values

/// Targets as Salt's own matchers read them (`scripts/oracle/target_fixtures.py`).
struct TargetFixtureTests {
    private struct Case: CustomStringConvertible {
        let target: Target
        /// By subject.
        let matches: [Bool]
        /// Salt has said that the target is wrong, and matched nobody.
        let isRefused: Bool

        init(_ value: Value) throws {
            target = try Target(
                #require(value["expression"]?.string), typeName: #require(value["type"]?.string))
            matches = try #require(value["matches"]?.list).map { $0 == true }
            isRefused = value["refused"] == true
        }

        var description: String { "\(target.type.rawValue) '\(target.expression)'" }
    }

    @Test func `targets mean the minions that Salt means`() throws {
        let file = try JSON.read(Fixtures().text("targets.json"))
        let groups = try #require(file["nodegroups"]?.map)
        let matcher = TargetMatcher(
            nodegroups: Dictionary(uniqueKeysWithValues: groups.map { ($0.key.scalarText ?? "", $0.value) }))
        let subjects = try #require(file["subjects"]?.list).map { subject in
            TargetSubject(
                id: try MinionID(#require(subject["id"]?.string)), grains: try #require(subject["grains"]?.map),
                pillar: try #require(subject["pillar"]?.map))
        }
        let cases = try #require(file["cases"]?.list).map(Case.init)
        #expect(cases.count > 1500)
        for entry in cases {
            do {
                let matches = try subjects.map { try matcher.matches(entry.target, $0) }
                #expect(matches == entry.matches, "\(entry)")
            } catch let problem as Diagnostic {
                // Where Salt logs an error, or finds out at the last moment, ours says what is wrong.
                #expect(entry.isRefused, "\(entry): \(problem)")
            }
        }
    }
}
