import Execution
import Host
import Model
import Testing
import Values
import YAML

@testable import Modules

/// A case of `Fixtures/oracle`: a tree, and the calls that were made on it. `scripts/oracle/state_oracle.py` says how they
/// are written.
struct OracleCase: Sendable, CustomTestStringConvertible {
    private static let standardCalls = [
        "state.show_highstate", "state.show_lowstate", "state.apply", "state.apply test=True",
    ]

    private static let grains: ValueMap = [
        "os": "Debian", "os_family": "Debian", "osfinger": "Debian-12", "roles": ["web", "db"], "shell": "/bin/sh",
        "cpuarch": "x86_64", "kernel": "Linux", "ipv4": ["10.1.2.3", "127.0.0.1"],
    ]

    let topic: String
    let name: String
    private(set) var calls: [String] = []
    /// The calls that differ from Salt on purpose; `*` stands for all.
    private(set) var differences: Set<String> = []
    private var files: [(path: String, text: String)] = []

    var testDescription: String { "\(topic): \(name)" }

    static let directory = PathText.join(PathText.directory(of: PathText.directory(of: #filePath)), "Fixtures/oracle")

    static func all() throws -> [OracleCase] {
        try SystemFiles().list(directory).sorted().filter { $0.hasSuffix(".cases") }.flatMap { file in
            let topic = String(file.dropLast(6))
            return read(try SystemFiles().readText(PathText.join(directory, file)), topic: topic)
        }
    }

    private static func read(_ text: String, topic: String) -> [OracleCase] {
        var cases: [OracleCase] = []
        var isInFile = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            let rest = String(line.dropFirst(4))
            if line.hasPrefix("### ") {
                cases.append(OracleCase(topic: topic, name: rest))
                isInFile = false
            } else if line.hasPrefix("!!! ") {
                let calls = rest.split(separator: " :: ").first ?? ""
                for call in calls.split(separator: " ; ") { cases[cases.count - 1].differences.insert(String(call)) }
            } else if line.hasPrefix("--- ") {
                cases[cases.count - 1].files.append((rest, ""))
                isInFile = true
            } else if line.hasPrefix("=== ") {
                cases[cases.count - 1].calls += rest == "*" ? standardCalls : [rest]
                isInFile = false
            } else if isInFile {
                let last = cases[cases.count - 1].files.count - 1
                cases[cases.count - 1].files[last].text += line + "\n"
            }
        }
        return cases.map { test in
            var test = test
            if test.calls.isEmpty { test.calls = standardCalls }
            return test
        }
    }

    private init(topic: String, name: String) {
        self.topic = topic
        self.name = name
    }

    func isDifferent(_ call: String) -> Bool { differences.contains(call) || differences.contains("*") }

    /// Makes one call on a minion with the case's tree, its own files laid out in `scratch`.
    func answer(to call: String, _ scratch: Scratch) async throws -> FunctionResult {
        var trees: [String: [String: [String: String]]] = ["states": ["base": [:]], "pillar": ["base": [:]]]
        var first: [String: [String]] = [:]
        var options: ValueMap = [
            "id": "web1", "conf_file": .string(scratch.file("minion")),
            "pillar_roots": .map(pillarRoots(scratch)),
        ]
        for (path, raw) in files {
            let text = raw.replacing("@DIR@", with: scratch.path)
            var parts = path.split(separator: ":").map(String.init)
            switch parts[0] {
            case "minion": options = options.merged(with: try YAMLReader.value(text).map ?? [:])
            case "scratch": try scratch.write(text, to: parts[1])
            default:
                if parts[0] == "pillar" { try scratch.write(text, to: "pillar/\(parts[parts.count - 1])") }
                let kind = parts[0] == "pillar" ? "pillar" : "states"
                if kind == "pillar" { parts.removeFirst() }
                let environment = parts.count > 1 ? parts[0] : "base"
                let name = parts[parts.count - 1]
                trees[kind]?[environment, default: [:]][name] = text
                first[kind, default: []].append(name)
            }
        }
        assign("states", first["states"]?.prefix(1) ?? [], among: first["states"] ?? [], &trees)
        if let pillars = first["pillar"] { assign("pillar", pillars[...], among: pillars, &trees) }
        let minion = try TestMinion(
            environments: trees["states"] ?? [:], pillar: trees["pillar"] ?? [:], options: options,
            grains: Self.grains)
        let words = try ShellWords.split(call.replacing("@DIR@", with: scratch.path))
        let reader = CommandLineReader { try YAMLReader.value($0) }
        return await minion.engine.run(try reader.call(words[0], words: Array(words.dropFirst())), jid: nil)
    }

    /// Only `base` is really there, for functions that look at the disk.
    private func pillarRoots(_ scratch: Scratch) -> ValueMap {
        var roots: ValueMap = ["base": [.string(scratch.file("pillar"))]]
        for (path, _) in files {
            let parts = path.split(separator: ":")
            if parts.count > 2, parts[0] == "pillar" { roots[String(parts[1])] = roots[String(parts[1])] ?? [] }
        }
        return roots
    }

    /// A tree without a top file assigns these files to everyone.
    private func assign(
        _ kind: String, _ paths: ArraySlice<String>, among all: [String],
        _ trees: inout [String: [String: [String: String]]]
    ) {
        guard !all.contains("top.sls") else { return }
        let names = paths.map { path in
            var name = String(path.dropLast(4))
            if name.hasSuffix("/init") { name = String(name.dropLast(5)) }
            return "\"\(name.replacing("/", with: "."))\""
        }
        trees[kind]?["base"]?["top.sls"] = "base: {'*': [\(names.joined(separator: ", "))]}\n"
    }
}
