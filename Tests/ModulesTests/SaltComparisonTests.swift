import Execution
import Host
import Model
import Testing
import Values

@testable import Modules

/// Expectations: Salt 3008.5 on the same states (`Fixtures/salt/generate.py`).
struct SaltComparisonTests {
    private static let directory = PathText.join(PathText.directory(of: #filePath), "Fixtures/salt")

    private static func fixture(_ name: String) throws -> Value {
        try JSON.read(try SystemFiles().read(PathText.join(directory, name)))
    }

    /// Where we differ from Salt on purpose, in every run.
    private static let differences: Set<String> = [
        // A template's error is a sentence with its place, not a traceback.
        "broken template",
        // A directory that was not made is no change.
        "directory without parent",
        // Salt shows the mode of the last file as the directory's, and leaves the top directory out.
        "directory recursion", "recurse",
        // The sources that were looked for are named.
        "recurse missing",
        // The script's arguments may follow its name without `source`, and a missing one is no change.
        "script", "script missing",
    ]

    /// Where only a test run differs.
    private static let differencesOfTests: Set<String> = [
        // A test says what would be run.
        "stateful unchanged", "stateful changed", "stateful json", "stateful nonsense",
        // Salt prints "FunctionTrue" here.
        "module several",
    ]

    @Test func `states end as Salt's do, as a test, for real, and once more`() async throws {
        let setup = try Self.fixture("setup.json")
        let expected = try Self.fixture("states.json")
        let scratch = try Scratch()
        defer { scratch.remove() }
        try prepare(scratch, setup)
        var tree: [String: String] = [:]
        for (name, text) in setup["roots"]?.map ?? [:] { tree[name.string ?? ""] = text.string }
        let states = try SystemFiles().readText(PathText.join(Self.directory, "states.sls"))
        tree["states.sls"] = states.replacing("@DIR@", with: scratch.path)
        let minion = try TestMinion(states: tree, grains: ["os": "Debian", "shell": "/bin/sh"])
        for run in ["test", "apply", "again"] {
            var keywords: ValueMap = ["pillar": setup["pillar"] ?? [:]]
            if run == "test" { keywords["test"] = true }
            let result = await minion.run("state.apply", "states", keywords: keywords)
            let returns = try #require(result.value.map, "\(result.value)")
            #expect(returns.count == expected[run]?.map?.count)
            for (_, state) in returns {
                let id = state["__id__"]?.string ?? ""
                guard !isDifferent(id, run) else { continue }
                let wanted = try #require(expected[run]?[id])
                let ours = try shown(state, scratch)
                #expect(ours == wanted, "\(run): \(id)\n  ours \(JSON.write(ours))\n  Salt \(JSON.write(wanted))")
            }
        }
    }

    private func isDifferent(_ id: String, _ run: String) -> Bool {
        Self.differences.contains(id) || (run == "test" && Self.differencesOfTests.contains(id))
    }

    private func prepare(_ scratch: Scratch, _ setup: Value) throws {
        let files = SystemFiles()
        for name in setup["directories"]?.list ?? [] { try files.makeDirectories(scratch.file(name.string ?? "")) }
        for (name, text) in setup["files"]?.map ?? [:] {
            // One byte a character, so that a fixture can hold bytes that are no text.
            let bytes = (text.string ?? "").unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
            try files.write(bytes, to: scratch.file(name.string ?? ""), FileAttributes(mode: 0o644))
        }
        for (name, target) in setup["links"]?.map ?? [:] {
            try files.link(
                scratch.file(name.string ?? ""),
                to: (target.string ?? "").replacing("@DIR@", with: scratch.path))
        }
    }

    private func shown(_ state: Value, _ scratch: Scratch) throws -> Value {
        var changes = state["changes"]
        if var map = changes?.map {
            map.removeValue(forKey: "pid")
            changes = .map(map)
        }
        var kept: ValueMap = [
            "result": state["result"] ?? nil, "comment": state["comment"] ?? nil, "changes": changes ?? nil,
        ]
        if let warnings = state["warnings"] { kept["warnings"] = warnings }
        let text = JSON.write(.map(kept)).replacing(scratch.path, with: "@DIR@")
        return try JSON.read(text)
    }
}
