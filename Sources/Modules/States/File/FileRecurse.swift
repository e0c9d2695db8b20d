import Compiler
package import Execution
import Host
package import Model
import Values

package struct FileRecurse: StateFunction {
    package static let function: FunctionName = "file.recurse"
    package static let summary =
        "A directory of the file server, file by file: each is what `file.managed` would make of it"

    /// As it was written, perhaps with a final slash.
    let name: String
    let path: String
    let sources: [String]
    /// All sources are taken, not only the first that exists.
    let merges: Bool
    let cleans: Bool
    let wishes: RecurseLayout.Wishes
    let permissions: Permissions
    /// What every file gets, every directory, and every link.
    let fileArguments: ValueMap
    let directoryArguments: ValueMap
    let linkArguments: ValueMap

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        path = name.count > 1 && name.hasSuffix("/") ? String(name.dropLast()) : name
        sources = (arguments.texts("source") ?? []).map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        if sources.isEmpty { arguments.refuse("source", "'source' is required") }
        wishes = RecurseLayout.Wishes(
            path: path, selection: PathSelection(&arguments), maximumDepth: arguments.integer("maxdepth"),
            keepsLinks: arguments.flag("keep_symlinks", default: false),
            hasEmptyDirectories: arguments.flag("include_empty", default: false))
        merges = arguments.flag("merge", default: false)
        cleans = arguments.flag("clean", default: false)
        if arguments.value("mode") != nil {
            arguments.refuse(
                "mode", "'mode' is not allowed in 'file.recurse'. Please use 'file_mode' and 'dir_mode'.")
        }
        let common = Self.taken(["user", "group"], &arguments)
        permissions = Permissions(user: common["user"]?.scalarText, group: common["group"]?.scalarText)
        directoryArguments = common.merged(with: Self.taken(["dir_mode"], &arguments)).merged(with: ["makedirs": true])
        var own = Self.taken(
            ["template", "context", "defaults", "replace", "backup", "show_changes", "new_file_diff"], &arguments)
        if let mode = arguments.value("file_mode") { own["mode"] = mode }
        fileArguments = common.merged(with: own)
        linkArguments = common.merged(
            with: ["makedirs": true, "force": .bool(arguments.flag("force_symlinks", default: false))])
        // Nothing is kept of a source here, and links have no mode.
        for name in ["keep_source", "sym_mode"] { _ = arguments.value(name) }
    }

    private static func taken(_ names: [String], _ arguments: inout ArgumentDecoder) -> ValueMap {
        names.reduce(into: [:]) { map, name in if let value = arguments.value(name) { map[name] = value } }
    }

    package struct Observation: Sendable {
        var problem: String?
        var steps: [Step] = []
        var surplus = DirectoryCleaning.Surplus()
    }

    /// One path, and what its own state makes of it.
    package struct Step: Sendable {
        var path: String
        var comment: String
        var predicted: ValueMap
        var isPossible = true
        var actions: [Action] = []
    }

    /// All that is to be done, made at once so that one path that fails doesn't keep the others from being made.
    package struct Change: Sendable { var actions: [Action] }

    package enum Action: Sendable {
        /// A file where a directory is to be, or the other way round.
        case clear(String, note: String)
        case directory(String, FileDirectory, FileDirectory.Change)
        case file(String, FileManaged, FileManaged.Change)
        case link(String, FileSymlink, FileSymlink.Change)
        case remove([String])
    }

    /// Nil when none of the sources is there.
    func layout(_ run: RunContext) async throws -> RecurseLayout? {
        let tree = try await MinionRun.current(run).tree()
        var layout: RecurseLayout?
        for source in sources {
            let location = SaltURL(source, environment: run.environment)
            let prefix = location.path.isEmpty ? "" : "\(location.path)/"
            let isThere =
                try tree.files(environment: location.environment).contains { $0.hasPrefix(prefix) }
                || !FileTreeDetails(tree).directories(in: location.path, environment: location.environment).isEmpty
            guard isThere else { continue }
            var own = layout ?? RecurseLayout()
            try own.add(location, wishes, tree)
            layout = own
            if !merges { break }
        }
        return layout
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        if let problem = problem(reader, isTest: run.isTest) { return Observation(problem: problem) }
        guard let layout = try await layout(run) else {
            let list = sources.joined(separator: ", ")
            return Observation(
                problem: "Recurse failed: none of the specified sources were found: \(list) in saltenv "
                    + "'\(run.environment)'")
        }
        var seen = Observation()
        let directories = layout.directories.contains(path) ? layout.directories : layout.directories.union([path])
        for directory in directories.sorted() {
            seen.steps.append(try await directoryStep(directory, reader, run))
        }
        for file in layout.files { seen.steps.append(try await fileStep(file.path, file.url, reader, run)) }
        for link in layout.links { seen.steps.append(try await linkStep(link.path, link.target, reader, run)) }
        if cleans, reader.files.isDirectory(path) {
            let required = try await DirectoryCleaning.required(by: Self.function, on: path, reader, run)
            let cleaning = DirectoryCleaning(
                path: path, keeping: layout.paths + required, selection: wishes.selection)
            let replaced = Set(layout.files.map(\.path))
            seen.surplus = try cleaning.surplus(reader.files).filter { !RecurseLayout.isAtOrBelow($0, replaced) }
        }
        return seen
    }

    private func problem(_ reader: HostReader, isTest: Bool) -> String? {
        if let problem = permissions.resolved(by: reader.accounts).problem, !isTest { return problem }
        guard path.hasPrefix("/") else { return "Specified file \(path) is not an absolute path" }
        for source in sources where !source.hasPrefix("salt://") {
            return "Recurse failed: Invalid source '\(source)' (must be a salt:// URI)"
        }
        if reader.files.exists(path), !reader.files.isDirectory(path) {
            return "The path \(path) exists and is not a directory"
        }
        return nil
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        if let problem = seen.problem { return .impossible(problem) }
        let failed = seen.steps.filter { !$0.isPossible }
        guard failed.isEmpty else { return .impossible(Self.comment(failed)) }
        var actions = seen.steps.flatMap(\.actions)
        var predicted: ValueMap = [:]
        for step in seen.steps where !step.predicted.isEmpty { predicted[step.path] = .map(step.predicted) }
        var steps = seen.steps.filter { !$0.actions.isEmpty }
        if !seen.surplus.outermost.isEmpty {
            actions.append(.remove(seen.surplus.outermost))
            let list = seen.surplus.all.joined(separator: "\n")
            predicted["removed"] = .strings(seen.surplus.all)
            steps.append(Step(path: "removed", comment: list, predicted: [:]))
        }
        guard !actions.isEmpty else { return .satisfied("The directory \(name) is in the correct state") }
        return .changing([Change(actions: actions)], predicted: predicted, comment: Self.comment(steps))
    }

    /// A block for each path, as Salt writes them.
    private static func comment(_ steps: [Step]) -> String {
        steps.map { "#### \($0.path) ####\n\($0.comment)" }.joined(separator: "\n\n").trimmed
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        var changes: ValueMap = [:]
        var failures: [Step] = []
        for action in change.actions {
            let (target, applied) = try await apply(action, writer, run)
            if !applied.changes.isEmpty, !isTop(action) || change.actions.count == 1 {
                changes[target] = applied.shown(at: target)
            }
            if !applied.succeeded { failures.append(Step(path: target, comment: applied.comment, predicted: [:])) }
        }
        guard failures.isEmpty else { return .failed(Self.comment(failures), changes: changes) }
        return Applied("Recursively updated \(name)", changes: changes)
    }

    /// The directory itself goes without saying when something is put into it.
    private func isTop(_ action: Action) -> Bool {
        if case .directory(let path, _, let own) = action { path == self.path && own.makes } else { false }
    }

    private func apply(_ action: Action, _ writer: HostWriter, _ run: RunContext) async throws -> (String, Applied) {
        switch action {
        case .remove(let paths):
            for path in paths { try writer.files.remove(path) }
            return ("removed", Applied("", changes: ["removed": .strings(paths)]))
        case .clear(let path, let note):
            try writer.files.remove(path)
            return (path, Applied("", changes: ["diff": .string(note)]))
        case .directory(let path, let function, let own):
            // A directory above may have been made on the way to one below it.
            if own.makes, writer.files.isDirectory(path) { return (path, Applied("")) }
            return (path, try await function.apply(own, with: writer, in: run))
        case .file(let path, let function, let own):
            return (path, try await function.apply(own, with: writer, in: run))
        case .link(let path, let function, let own):
            return (path, try await function.apply(own, with: writer, in: run))
        }
    }
}

extension Applied {
    /// The changes as the return shows them under a path; what was removed is a list.
    fileprivate func shown(at target: String) -> Value { changes[target]?.list.map(Value.list) ?? .map(changes) }
}
