import Execution
import Host
import Model
import Values

/// Takes out of a directory what no state has put there (`clean: True`).
struct DirectoryCleaning: Sendable {
    let path: String
    /// Paths that stay, with the directories that they lie in.
    let kept: Set<String>
    let selection: PathSelection

    /// All that goes, deepest last, and of it the paths that are not below another.
    struct Surplus: Sendable, Hashable {
        var all: [String] = []
        var outermost: [String] = []

        func filter(_ isWanted: (String) -> Bool) -> Surplus {
            Surplus(all: all.filter(isWanted), outermost: outermost.filter(isWanted))
        }
    }

    /// - Parameter keeping: paths that stay.
    init(path: String, keeping paths: [String], selection: PathSelection) {
        self.path = path
        self.selection = selection
        var kept: Set<String> = [path]
        for path in paths where path.hasPrefix("/") {
            var current = PathText.normalized(path)
            while kept.insert(current).inserted, current != "/" { current = PathText.directory(of: current) }
        }
        self.kept = kept
    }

    /// A directory with something in it that stays is not removed either.
    func surplus(_ files: any FileReading) throws -> Surplus {
        let members = try files.walk(path).map(\.path)
        var staying = kept
        for member in members where selection.isExcluded(String(member.dropFirst(path.count + 1))) {
            var current = member
            while current.count > path.count, staying.insert(current).inserted {
                current = PathText.directory(of: current)
            }
        }
        var surplus = Surplus()
        for member in members where !staying.contains(member) {
            surplus.all.append(member)
            if let last = surplus.outermost.last, member.hasPrefix("\(last)/") { continue }
            surplus.outermost.append(member)
        }
        return surplus
    }

    /// The paths of the file states that a directory's own state requires, and all in those that are directories in it.
    static func required(
        by function: FunctionName, on path: String, _ reader: HostReader, _ run: RunContext
    ) async throws -> [String] {
        let minion = try MinionRun.current(run)
        let low = minion.memory.low
        let own = low.chunks.filter { $0.functionName == function && PathText.normalized($0.name) == path }
        let targets = own.flatMap(\.requisites).filter { $0.kind == .require }.flatMap(\.targets)
        var kept: [String] = []
        for chunk in targets.map({ low.chunks[$0] }) where chunk.state == "file" {
            let name = PathText.normalized(chunk.name)
            guard reader.files.isDirectory(name) else {
                kept.append(name)
                continue
            }
            guard name == path || name.hasPrefix("\(path)/") else { continue }
            kept.append(name)
            if chunk.function == "recurse" {
                var decoder = ArgumentDecoder(chunk.arguments, globals: chunk.globals)
                kept += try await FileRecurse(name: name, &decoder).layout(run)?.paths ?? []
            } else {
                kept += try reader.files.walk(name).map(\.path)
            }
        }
        return kept
    }
}
