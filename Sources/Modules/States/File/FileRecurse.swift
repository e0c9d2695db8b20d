import Compiler
package import Execution
import Host
package import Model
import Values

/// A directory of the file server, file by file: each is what `file.managed` would make of it.
package struct FileRecurse: StateFunction {
    package static let function: FunctionName = "file.recurse"

    let path: String
    let sources: [String]
    let maximumDepth: Int?
    let selection: PathSelection
    /// What every file gets, and every directory.
    let fileArguments: ValueMap
    let directoryArguments: ValueMap

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name.count > 1 && name.hasSuffix("/") ? String(name.dropLast()) : name
        sources = (arguments.texts("source") ?? []).map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        if sources.isEmpty { arguments.refuse("source", "'source' is required") }
        for source in sources where !source.hasPrefix("salt://") {
            arguments.refuse("source", "'\(source)' is not a directory of the file server", hint: "write salt://...")
        }
        maximumDepth = arguments.integer("maxdepth")
        selection = PathSelection(&arguments)
        var common: ValueMap = [:]
        for name in ["user", "group"] { if let value = arguments.value(name) { common[name] = value } }
        directoryArguments = common.merged(with: Self.taken(["dir_mode"], &arguments)).merged(with: ["makedirs": true])
        var own = Self.taken(
            ["template", "context", "defaults", "replace", "backup", "show_changes"], &arguments)
        if let mode = arguments.value("file_mode") { own["mode"] = mode }
        fileArguments = common.merged(with: own)
        if arguments.flag("clean", default: false) {
            arguments.refuse(
                "clean", "'clean' is not available: what other states put here is not known to this one",
                hint: "name what has to go with file.absent")
        }
        for name in ["include_empty", "keep_symlinks", "force_symlinks", "keep_source", "merge"] {
            _ = arguments.value(name)
        }
    }

    private static func taken(_ names: [String], _ arguments: inout ArgumentDecoder) -> ValueMap {
        names.reduce(into: [:]) { map, name in if let value = arguments.value(name) { map[name] = value } }
    }

    package struct Observation: Sendable {
        var problem: String?
        var directories: [Member<FileDirectory>] = []
        var files: [Member<FileManaged>] = []
    }

    /// One path, and what its own state makes of it.
    package struct Member<Function: StateFunction>: Sendable {
        var path: String
        var function: Function
        var plan: Plan<Function.Change>
    }

    package enum Change: Sendable {
        case directory(String, FileDirectory, FileDirectory.Change)
        case file(String, FileManaged, FileManaged.Change)
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        guard path.hasPrefix("/") else {
            return Observation(problem: "Specified file \(path) is not an absolute path")
        }
        let tree = try await MinionRun.current(run).tree()
        for source in sources {
            let location = SaltURL(source, environment: run.environment)
            let prefix = location.path.isEmpty ? "" : "\(location.path)/"
            let names = try tree.files(environment: location.environment).filter { $0.hasPrefix(prefix) }
                .map { String($0.dropFirst(prefix.count)) }.filter(isWanted)
            guard !names.isEmpty else { continue }
            return try await members(names, of: source, reader, run)
        }
        let list = sources.joined(separator: ", ")
        return Observation(
            problem: "Recurse failed: none of the specified sources were found: \(list) in saltenv '\(run.environment)'"
        )
    }

    private func isWanted(_ name: String) -> Bool {
        if let maximumDepth, name.split(separator: "/").count > maximumDepth + 1 { return false }
        return selection.takes(name)
    }

    private func members(
        _ names: [String], of source: String, _ reader: HostReader, _ run: RunContext
    ) async throws -> Observation {
        var seen = Observation()
        let below = Set(names.flatMap(PathSelection.parents)).sorted()
        for directory in [path] + below.map({ PathText.join(path, $0) }) {
            var decoder = ArgumentDecoder(directoryArguments)
            let function = FileDirectory(name: directory, &decoder)
            let plan = function.plan(try await function.observe(with: reader, in: run))
            seen.directories.append(Member(path: directory, function: function, plan: plan))
        }
        for name in names {
            let target = PathText.join(path, name)
            let own: ValueMap = ["source": .string("\(source)/\(name)"), "makedirs": true]
            var decoder = ArgumentDecoder(fileArguments.merged(with: own))
            let function = FileManaged(name: target, &decoder)
            if let problem = decoder.finish(for: "file.recurse").first {
                return Observation(problem: problem.description)
            }
            let plan = function.plan(try await function.observe(with: reader, in: run))
            seen.files.append(Member(path: target, function: function, plan: plan))
        }
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        if let problem = seen.problem { return .impossible(problem) }
        var changes: [Change] = []
        var predicted: ValueMap = [:]
        for member in seen.directories {
            switch member.plan.verdict {
            case .satisfied: continue
            case .impossible: return .impossible("\(member.path): \(member.plan.comment)")
            case .changes(let own): changes += own.map { .directory(member.path, member.function, $0) }
            }
            predicted[member.path] = .map(member.plan.predicted)
        }
        for member in seen.files {
            switch member.plan.verdict {
            case .satisfied: continue
            case .impossible: return .impossible("\(member.path): \(member.plan.comment)")
            case .changes(let own): changes += own.map { .file(member.path, member.function, $0) }
            }
            predicted[member.path] = .map(member.plan.predicted)
        }
        guard !changes.isEmpty else { return .satisfied("The directory \(path) is in the correct state") }
        return .changing(changes, predicted: predicted, comment: "\(path) is set to be recursively updated")
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        let target: String
        var applied: Applied
        switch change {
        case .directory(let path, let function, let own):
            target = path
            // A directory above may have been made on the way to one below it.
            if own.makes, writer.files.isDirectory(path) { return Applied("") }
            applied = try await function.apply(own, with: writer, in: run)
        case .file(let path, let function, let own):
            target = path
            applied = try await function.apply(own, with: writer, in: run)
        }
        guard applied.succeeded else { return .failed("\(target): \(applied.comment)", changes: applied.changes) }
        applied.comment = target == path ? "Recursively updated \(path)" : ""
        applied.changes = [target: .map(applied.changes)]
        return applied
    }
}
