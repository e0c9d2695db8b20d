import Compiler
import Cryptography
import Execution
import Glibc
import Host
import Logging
import Model
import Testing
import Values
import YAML

@testable import Modules

/// A file of cases under `Fixtures/machine`, whose programs take the place of the machine's.
struct MachineTopic {
    struct Case {
        var name: String
        var have: ValueMap
        /// The states, as a function and its arguments.
        var steps: [(function: String, arguments: ValueMap)]

        var ids: [String] { steps.count == 1 ? [name] : (1...steps.count).map { "\(name) \($0)" } }
        var slug: String { name.replacing(" ", with: "-") }
    }

    private static let directory = PathText.join(
        PathText.directory(of: PathText.directory(of: #filePath)), "Fixtures/machine")

    let name: String
    let cases: [Case]
    private let topic: Value
    private let scratch: Scratch
    private let words: [String: String]
    private let files = SystemFiles()

    init(_ name: String) throws {
        self.name = name
        topic = try YAMLReader.value(try SystemFiles().readText(PathText.join(Self.directory, "\(name).yaml")))
        scratch = try Scratch()
        var words = ["@BASE@": scratch.path, "@WWW@": FixedWeb.address]
        for (path, content) in topic["www"]?.map ?? [:] {
            for kind in ["md5", "sha1", "sha256", "sha512"] {
                let digest = try HashFunction.hex(of: try Self.bytes(content), as: kind)
                words["@\(kind.uppercased()):\(path.string ?? "")@"] = digest
            }
        }
        self.words = words
        cases = try (topic["cases"]?.map ?? [:]).map { key, content in
            Case(
                name: key.string ?? "", have: content["have"]?.map ?? [:],
                steps: try (content["do"]?.list ?? [content["do"] ?? nil]).map { step in
                    let pair = try #require(step.map?.first)
                    return (pair.key.string ?? "", pair.value.map ?? [:])
                })
        }
    }

    func expectation() throws -> Value {
        try JSON.read(try files.read(PathText.join(Self.directory, "\(name).json")))
    }

    var pillar: Value { topic["pillar"] ?? [:] }

    func remove() { scratch.remove() }

    private static func bytes(_ thing: Value) throws -> [UInt8] {
        if let text = thing["base64"]?.string { return try #require(Base64.decode(text)) }
        return Array((thing.string ?? thing["text"]?.string ?? "").utf8)
    }

    private func substituted(_ value: Value, _ more: [String: String] = [:]) throws -> Value {
        try JSON.read(more.merging(words) { $1 }.reduce(JSON.write(value)) { $0.replacing($1.key, with: $1.value) })
    }

    private func place(_ item: Case) -> String { scratch.file("cases/\(item.slug)") }

    /// A minion with the topic's files and programs.
    func minion() async throws -> MinionEngine {
        for item in cases {
            try files.makeDirectories(place(item))
            let have = try substituted(.map(item.have), ["@ME@": place(item)])
            for (path, thing) in have.map ?? [:] { try make("\(place(item))/\(path.string ?? "")", thing) }
        }
        for directory in ["roots", "bin"] { try files.makeDirectories(scratch.file(directory)) }
        for (path, thing) in try substituted(topic["roots"] ?? [:]).map ?? [:] {
            try make(scratch.file("roots/\(path.string ?? "")"), thing)
        }
        for programs in [topic["programs"], topic["stand-ins"]?["programs"]] {
            for (path, text) in try substituted(programs ?? [:]).map ?? [:] {
                try make(scratch.file("bin/\(path.string ?? "")"), ["text": text, "mode": "0755"])
            }
        }
        for (path, text) in try substituted(topic["stand-ins"]?["files"] ?? [:]).map ?? [:] {
            try make(scratch.file("real\(path.string ?? "")"), text)
        }
        for (directory, things) in try substituted(topic["real"] ?? [:]).map ?? [:] {
            let real = scratch.file("real\(directory.string ?? "")")
            if things.string != nil { try make(real, things) } else { try files.makeDirectories(real) }
            for (path, thing) in things.map ?? [:] { try make("\(real)/\(path.string ?? "")", thing) }
        }
        let host = try host()
        for command in try substituted(topic["before"] ?? []).list ?? [] {
            let result = try await host.commands.run(.shell(command.string ?? ""))
            #expect(result.exitCode == 0, "\(command): \(result.everything)")
        }
        try scratch.write("#!json\n" + JSON.write(try sls()), to: "roots/states.sls")
        return try engine(host)
    }

    private func host() throws -> HostWriter {
        let commands = CaseRunner(
            base: SubprocessRunner(accounts: SystemAccounts()), programs: scratch.file("bin"),
            environment: try substituted(topic["environment"] ?? [:]).map ?? [:])
        let real = [topic["real"], topic["stand-ins"]?["files"]].flatMap { ($0?.map ?? [:]).keyTexts }
        let host = HostWriter(
            files: CaseFiles(base: files, root: scratch.file("real"), paths: real), accounts: SystemAccounts(),
            commands: commands, packages: DebianPackages(commands: commands),
            services: SystemdServices(commands: commands), web: FixedWeb(contents: try web()))
        return host
    }

    private func web() throws -> ValueMap {
        var contents: ValueMap = [:]
        for (path, thing) in try substituted(topic["www"] ?? [:]).map ?? [:] {
            let bytes = try Self.bytes(thing)
            contents[path] = .list(bytes.map { .int(Int($0)) })
        }
        return contents
    }

    private func engine(_ host: HostWriter) throws -> MinionEngine {
        let id = try MinionID("web1")
        let catalogue = StandardModules.catalogue(host)
        let tree = LocalFileTreeSource(roots: ["base": [scratch.file("roots")]])
        let logger = Logger(label: "test")
        let options: ValueMap = ["cachedir": .string(scratch.file("cache"))]
        let source = LocalPillarSource(
            id: id, tree: MemoryTree([:]), configuration: options, catalogue: catalogue, files: tree, host: host,
            logger: logger)
        return MinionEngine(
            id: id, options: options,
            grains: ["id": "web1", "os": "Debian", "os_family": "Debian", "kernel": "Linux", "shell": "/bin/sh"],
            catalogue: catalogue, files: tree, pillar: source, host: host, logger: logger)
    }

    private func make(_ path: String, _ thing: Value) throws {
        try files.makeDirectories(PathText.directory(of: path))
        if let target = thing["link"]?.string {
            try files.link(path, to: target)
        } else if let mode = thing["dir"]?.string {
            try files.makeDirectories(path)
            try files.setMode(UInt32(mode, radix: 8) ?? 0, of: path)
        } else {
            let mode = UInt32(thing["mode"]?.string ?? "0644", radix: 8)
            try files.write(try Self.bytes(thing), to: path, FileAttributes(mode: mode))
        }
    }

    private func sls() throws -> Value {
        var states: ValueMap = [:]
        for item in cases {
            let own = ["@ME@": place(item), "@ID@": item.name, "@SLUG@": item.slug]
            for (id, step) in zip(item.ids, item.steps) {
                let arguments = try substituted(.map(step.arguments), own).map ?? [:]
                states[id] = .map(
                    ValueMap([(.string(step.function), .list(arguments.map { .map(ValueMap([($0.key, $0.value)])) }))]))
            }
        }
        return .map(states)
    }

    /// What is compared of a return.
    func shown(_ state: Value, _ item: Case) throws -> Value {
        var kept: ValueMap = [
            "result": state["result"] ?? nil, "comment": state["comment"] ?? nil, "changes": state["changes"] ?? nil,
        ]
        if let warnings = state["warnings"] { kept["warnings"] = warnings }
        let text = JSON.write(.map(kept)).replacing(place(item), with: "@ME@")
            .replacing(FixedWeb.address, with: "@WWW@").replacing(scratch.path, with: "@BASE@")
        return Self.normalized(try JSON.read(text))
    }

    /// Salt goes through directories in the order in which they happen to be, and says "raised" here for a traceback.
    static func normalized(_ state: Value) -> Value {
        guard var map = state.map else { return state }
        var comment = state["comment"]?.string ?? ""
        if comment.hasPrefix("raised: ") { comment = String(comment.dropFirst("raised: ".count)) }
        comment = comment.replacing(". See the log for details.", with: "").replacing("states.sls:1:1: ", with: "")
        while comment.last == " " { comment.removeLast() }
        if comment.hasPrefix("The following files will be changed:") {
            comment = comment.split(separator: "\n").sorted().joined(separator: "\n")
        }
        if comment.hasPrefix("#### ") {
            comment = comment.split(separator: "#### ").map {
                $0.split(separator: "\n").sorted().joined(separator: "\n")
            }
            .sorted().joined(separator: "\n")
        }
        map["comment"] = .string(comment)
        if let removed = state["changes"]?["removed"]?.list, var changes = state["changes"]?.map {
            changes["removed"] = .strings(removed.compactMap(\.string).sorted())
            map["changes"] = .map(changes)
        }
        return .map(map)
    }

    /// What a case's directory holds, by relative path.
    func tree(_ item: Case) throws -> Value { try tree(of: place(item)) }

    /// What the directories hold that take the place of the machine's; nil when the topic has none.
    func realTree() throws -> Value? { topic["real"] == nil ? nil : try tree(of: scratch.file("real")) }

    private func tree(of base: String) throws -> Value {
        let accounts = SystemAccounts()
        var found: ValueMap = [:]
        for (path, status) in try files.walk(base) where !path.contains("/.git/") {
            let owner = "\(accounts.userName(status.userID)):\(accounts.groupName(status.groupID))"
            let mode = FileMode(bits: status.mode).description
            let text: String =
                switch status.kind {
                case .symlink: "-> " + (try files.linkTarget(of: path))
                case .directory: "\(mode) \(owner) /"
                default: "\(mode) \(owner) \(try files.readText(path))"
                }
            found[Self.withoutDate(String(path.dropFirst(base.count + 1)))] = .string(
                text.replacing(base, with: "@ME@").replacing(scratch.path, with: "@BASE@"))
        }
        return .map(found)
    }

    private static func withoutDate(_ name: String) -> String {
        guard let dot = name.lastIndex(of: "."), name[dot...].count == 20, name[dot...].filter({ $0 == "-" }).count == 5
        else { return name }
        return name[..<dot] + ".DATE"
    }

    /// What the programs noted since they were last asked.
    func takeLog() throws -> Value {
        let path = scratch.file("log")
        guard files.exists(path) else { return [] }
        let lines = try files.readText(path).replacing(scratch.path, with: "@BASE@").split(separator: "\n")
        try files.remove(path)
        return .strings(lines.map(String.init))
    }
}

/// Runs commands with a topic's programs before all others.
private struct CaseRunner: CommandRunner {
    let base: SubprocessRunner
    let programs: String
    let environment: ValueMap

    func run(_ request: CommandRequest) async throws -> CommandResult {
        var request = request
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/sbin:/usr/bin:/sbin:/bin"
        for (name, value) in environment where request.environment[name.string ?? ""] == nil {
            request.environment[name.string ?? ""] = value.scalarText
        }
        request.environment["PATH"] = "\(programs):\(path)"
        return try await base.run(request)
    }
}
