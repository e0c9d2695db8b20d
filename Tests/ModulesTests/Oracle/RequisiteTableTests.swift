import Execution
import Host
import Model
import Testing
import Values

@testable import Modules

/// Every cell of the tables in docs/requisites.md, run.
struct RequisiteTableTests {
    private struct Table {
        var columns: [String] = []
        var rows: [(kind: String, cells: [String])] = []
    }

    private static let targets = [
        "changed": "test.succeed_with_changes: []", "unchanged": "test.succeed_without_changes: []",
        "failed": "test.fail_without_changes: []", "failed, changed": "test.fail_with_changes: []",
        "skipped": "test.succeed_with_changes: [{unless: 'true'}]",
        "not triggered": "test.succeed_with_changes: [{onfail: [{test: fine}]}]",
        "requisite failed": "test.succeed_with_changes: [{require: [{test: broken}]}]",
    ]

    @Test(arguments: [("One target", false), ("Two targets", false), ("One target, test mode", true)])
    func `every cell of the truth table comes true`(title: String, isTest: Bool) async throws {
        let table = try table(title)
        try #require(table.rows.count == 11)
        for (kind, cells) in table.rows {
            try #require(cells.count == table.columns.count)
            let states = sls(kind, table.columns)
            let minion = try TestMinion(states: ["main.sls": states])
            let result = await minion.run("state.apply", "main", keywords: ["test": .bool(isTest)])
            let returns = try #require(result.value.map, "\(result.value)")
            for (column, cell) in zip(table.columns, cells) {
                #expect(word(for: column, returns) == cell, "\(title): \(kind) on \(column)")
            }
        }
    }

    private func table(_ title: String) throws -> Table {
        let tests = PathText.directory(of: PathText.directory(of: PathText.directory(of: #filePath)))
        let path = PathText.join(PathText.directory(of: tests), "docs/requisites.md")
        let lines = try SystemFiles().readText(path).split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex(of: "## \(title)"))
        var table = Table()
        for line in lines[start...].drop(while: { !$0.hasPrefix("|") }).prefix(while: { $0.hasPrefix("|") }) {
            let cells = line.dropFirst().dropLast().split(separator: "|").map { cell in
                String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
            if line.hasPrefix("| |") {
                table.columns = Array(cells.dropFirst())
            } else if line.hasPrefix("| `") {
                table.rows.append((cells[0].replacing("`", with: ""), Array(cells.dropFirst())))
            }
        }
        return table
    }

    private func sls(_ kind: String, _ columns: [String]) -> String {
        var text = "fine: test.nop\nbroken: test.fail_without_changes\n"
        for column in columns {
            var items: [String] = []
            for (index, target) in column.split(separator: " + ").map(String.init).enumerated() {
                items.append("{test: '\(column)/\(index)'}")
                text += "'\(column)/\(index)': {\(Self.targets[target] ?? "")}\n"
            }
            text += "'\(column)': {test.nop: [{\(kind): [\(items.joined(separator: ", "))]}]}\n"
        }
        return text
    }

    private func word(for column: String, _ returns: ValueMap) -> String {
        guard let state = returns["test_|-\(column)_|-\(column)_|-nop"] else { return "nothing" }
        let reacts = state["comment"]?.string?.hasPrefix("Watch statement fired") == true
        let word =
            if state["__state_ran__"] == false { state["result"] == true ? "skipped" : "fails" } else {
                reacts ? "reacts" : "runs"
            }
        let isHeard = returns["test_|-listener_\(column)_|-\(column)_|-mod_watch"] != nil
        return word + (isHeard ? ", reacts at the end" : "")
    }
}
