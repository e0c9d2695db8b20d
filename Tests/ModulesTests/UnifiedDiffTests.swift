import Host
import Testing
import Values

@testable import Modules

/// Expectations: `difflib.unified_diff` of Python 3.11.
struct UnifiedDiffTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var old: String
        var new: String
        var diff: String
        var testDescription: String { name }
    }

    static func cases() throws -> [Case] {
        let directory = PathText.directory(of: #filePath)
        let file = try SystemFiles().read(PathText.join(directory, "Fixtures/diff/difflib.json"))
        return try (JSON.read(file).list ?? []).map { item in
            Case(
                name: try #require(item["name"]?.string), old: try #require(item["old"]?.string),
                new: try #require(item["new"]?.string), diff: try #require(item["diff"]?.string))
        }
    }

    @Test(arguments: try cases())
    func `a diff is Python's`(fixture: Case) {
        #expect(UnifiedDiff.between(fixture.old, fixture.new) == fixture.diff)
    }
}
