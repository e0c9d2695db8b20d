import Compiler
import Cryptography
import Execution
import Host
import Logging
import Model
import Testing
import Values
import YAML

@testable import Modules

/// A file of cases under `Fixtures/file`.
struct FileTopic {
    struct Case {
        var name: String
        var have: ValueMap
        /// The states, as a function and its arguments.
        var steps: [(function: String, arguments: ValueMap)]

        var ids: [String] { steps.count == 1 ? [name] : (1...steps.count).map { "\(name) \($0)" } }
        var slug: String { name.replacing(" ", with: "-") }
    }

    private static let directory = PathText.join(
        PathText.directory(of: PathText.directory(of: #filePath)), "Fixtures/file")

    let cases: [Case]
    let pillar: ValueMap
    private let roots: ValueMap
    private let web: ValueMap
    private let files = SystemFiles()

    init(_ name: String) throws {
        let text = try SystemFiles().readText(PathText.join(Self.directory, "\(name).yaml"))
        let topic = try YAMLReader.value(text)
        var words: [String: String] = ["@WWW@": FixedWeb.address]
        for (path, content) in topic["www"]?.map ?? [:] {
            let bytes = Array((content.string ?? "").utf8)
            for kind in ["md5", "sha1", "sha256", "sha512"] {
                words["@\(kind.uppercased()):\(path.string ?? "")@"] = try HashFunction.hex(of: bytes, as: kind)
            }
        }
        words["@MD5:local@"] = try HashFunction.hex(of: Array("local\n".utf8), as: "md5")
        pillar = topic["pillar"]?.map ?? [:]
        roots = try Self.substituted(topic["roots"] ?? [:], words).map ?? [:]
        web = try Self.substituted(topic["www"] ?? [:], words).map ?? [:]
        cases = try (topic["cases"]?.map ?? [:]).map { key, content in
            let steps = content["do"]?.list ?? [content["do"] ?? nil]
            return Case(
                name: key.string ?? "", have: content["have"]?.map ?? [:],
                steps: try steps.map { step in
                    let pair = try #require(try Self.substituted(step, words).map?.first)
                    return (pair.key.string ?? "", pair.value.map ?? [:])
                })
        }
    }

    static func expectation(_ name: String) throws -> Value {
        try JSON.read(try SystemFiles().read(PathText.join(directory, "\(name).json")))
    }

    private static func substituted(_ value: Value, _ words: [String: String]) throws -> Value {
        try JSON.read(words.reduce(JSON.write(value)) { $0.replacing($1.key, with: $1.value) })
    }

    /// A minion with the topic's files, and the directory in which its cases happen.
    func minion() throws -> (MinionEngine, Scratch) {
        let scratch = try Scratch()
        for item in cases {
            try files.makeDirectories(scratch.file("cases/\(item.slug)"))
            for (path, thing) in item.have { try make(scratch.file("cases/\(item.slug)/\(path.string ?? "")"), thing) }
        }
        try files.makeDirectories(scratch.file("roots"))
        for (path, thing) in roots { try make(scratch.file("roots/\(path.string ?? "")"), thing) }
        try scratch.write("#!json\n" + JSON.write(sls(scratch)), to: "roots/states.sls")
        let id = try MinionID("web1")
        var host = HostWriter.system()
        host.web = FixedWeb(contents: web)
        let catalogue = StandardModules.catalogue(host)
        let tree = LocalFileTreeSource(roots: ["base": [scratch.file("roots")]])
        let logger = Logger(label: "test")
        let options: ValueMap = ["cachedir": .string(scratch.file("cache"))]
        let source = LocalPillarSource(
            id: id, tree: MemoryTree([:]), configuration: options, catalogue: catalogue, files: tree, host: host,
            logger: logger)
        let engine = MinionEngine(
            id: id, options: options, grains: ["id": "web1", "os": "Debian", "shell": "/bin/sh"], catalogue: catalogue,
            files: tree, pillar: source, host: host, logger: logger)
        return (engine, scratch)
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
            let text = thing.string ?? thing["text"]?.string ?? ""
            try files.write(Array(text.utf8), to: path, FileAttributes(mode: mode))
        }
    }

    private func sls(_ scratch: Scratch) throws -> Value {
        var states: ValueMap = [:]
        for item in cases {
            let words = ["@ME@": scratch.file("cases/\(item.slug)"), "@ID@": item.name]
            for (id, step) in zip(item.ids, item.steps) {
                let arguments = try Self.substituted(.map(step.arguments), words).map ?? [:]
                states[id] = .map(
                    ValueMap([(.string(step.function), .list(arguments.map { .map(ValueMap([($0.key, $0.value)])) }))]))
            }
        }
        return .map(states)
    }

    /// What is compared of a return.
    func shown(_ state: Value, _ item: Case, _ scratch: Scratch) throws -> Value {
        var kept: ValueMap = [
            "result": state["result"] ?? nil, "comment": state["comment"] ?? nil, "changes": state["changes"] ?? nil,
        ]
        if let warnings = state["warnings"] { kept["warnings"] = warnings }
        let text = JSON.write(.map(kept)).replacing(scratch.file("cases/\(item.slug)"), with: "@ME@")
            .replacing(FixedWeb.address, with: "@WWW@")
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
    func tree(_ item: Case, _ scratch: Scratch) throws -> Value {
        let base = scratch.file("cases/\(item.slug)")
        let accounts = SystemAccounts()
        var found: ValueMap = [:]
        for (path, status) in try files.walk(base) {
            let name = Self.withoutDate(String(path.dropFirst(base.count + 1)))
            let owner = "\(accounts.userName(status.userID)):\(accounts.groupName(status.groupID))"
            let mode = FileMode(bits: status.mode).description
            switch status.kind {
            case .symlink:
                found[name] = .string("-> " + (try files.linkTarget(of: path)).replacing(base, with: "@ME@"))
            case .directory: found[name] = .string("\(mode) \(owner) /")
            default:
                let text = try files.readText(path).replacing(base, with: "@ME@")
                found[name] = .string("\(mode) \(owner) \(text)")
            }
        }
        return .map(found)
    }

    private static func withoutDate(_ name: String) -> String {
        guard let dot = name.lastIndex(of: "."), name[dot...].count == 20, name[dot...].filter({ $0 == "-" }).count == 5
        else { return name }
        return name[..<dot] + ".DATE"
    }
}

/// A web server that is only a mapping.
struct FixedWeb: WebReading {
    static let address = "http://127.0.0.1:8001"

    let contents: ValueMap

    /// A text, or a list of bytes.
    func fetch(_ url: String) throws -> [UInt8] {
        switch contents[String(url.dropFirst(Self.address.count + 1))] {
        case .string(let text)?: return Array(text.utf8)
        case .list(let bytes)?: return bytes.compactMap(\.int).map(UInt8.init)
        default: throw Diagnostic("\(url) can't be fetched: the server answers HTTP 404")
        }
    }

    func exists(_ url: String) -> Bool { contents[String(url.dropFirst(Self.address.count + 1))] != nil }

    func answer(to request: WebRequest) throws -> WebAnswer { WebAnswer(status: 200, body: try fetch(request.url)) }
}
