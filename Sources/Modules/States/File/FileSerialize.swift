package import Execution
import Host
package import Model
import Values

package struct FileSerialize: StateFunction {
    package static let function: FunctionName = "file.serialize"
    package static let summary = "A file with data in it, as YAML or JSON"

    let path: String
    let serializer: Serializer
    let dataset: Value?
    let pillarPath: String?
    let merges: Bool
    let creates: Bool
    let showsChanges: Bool
    /// What `file.managed` is asked besides the content.
    let arguments: ValueMap

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        serializer = Serializer(&arguments)
        dataset = arguments.value("dataset")
        pillarPath = arguments.text("dataset_pillar")
        if dataset?.isTruthy == true, pillarPath != nil {
            arguments.refuse("dataset_pillar", "Only one of 'dataset' and 'dataset_pillar' is permitted")
        } else if dataset == nil, pillarPath == nil {
            arguments.refuse("dataset", "Neither 'dataset' nor 'dataset_pillar' was defined")
        }
        merges = arguments.flag("merge_if_exists", default: false)
        creates = arguments.flag("create", default: true)
        showsChanges = arguments.flag("show_changes", default: true)
        var own: ValueMap = ["show_changes": .bool(showsChanges)]
        for name in ["user", "group", "mode", "backup", "makedirs", "check_cmd", "tmp_dir", "tmp_ext"] {
            if let value = arguments.value(name) { own[name] = value }
        }
        self.arguments = own
        for name in ["encoding", "encoding_errors"] { _ = arguments.value(name) }
    }

    package struct Observation: Sendable {
        var problem: String?
        /// Nil when the file has all of the data already.
        var managed: (function: FileManaged, seen: FileManaged.Observation)?
        /// What merging changes, key by key.
        var difference: Value?
        var isMissing = false
    }

    package struct Change: Sendable {
        var function: FileManaged
        var change: FileManaged.Change
        var difference: Value?
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        if !creates, !reader.files.isFile(path) { return Observation(isMissing: true) }
        guard var data = dataset ?? pillarPath.flatMap({ Value.map(run.pillar).value(at: $0, delimiter: ":") }) else {
            return Observation(problem: "Neither 'dataset' nor 'dataset_pillar' was defined")
        }
        var difference: Value?
        if merges, reader.files.isFile(path) {
            let old: Value
            do throws(Diagnostic) {
                old = try serializer.read(try Self.text(path, reader))
            } catch {
                return Observation(problem: "Failed to deserialize existing data: \(error.message)")
            }
            if !old.isNull {
                data = old.merged(with: data)
                if data == old { return Observation() }
                difference = Serializer.difference(old, data)
            }
        }
        var decoder = ArgumentDecoder(arguments.replacing(with: ["contents": .string(serializer.write(data))]))
        let function = FileManaged(name: path, &decoder)
        if let problem = decoder.finish(for: Self.function.description).first {
            return Observation(problem: problem.description)
        }
        let seen = try await function.observe(with: reader, in: run)
        return Observation(managed: (function, seen), difference: difference)
    }

    private static func text(_ path: String, _ reader: HostReader) throws(Diagnostic) -> String {
        do throws(FileError) {
            return try reader.files.readText(path)
        } catch {
            throw Diagnostic(error.description)
        }
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        if seen.isMissing { return .satisfied("File \(path) is not present and is not set for creation") }
        if let problem = seen.problem { return .impossible(problem) }
        guard let managed = seen.managed else { return .satisfied("The file \(path) is in the correct state") }
        let plan = managed.function.plan(managed.seen)
        switch plan.verdict {
        case .satisfied: return .satisfied(plan.comment)
        case .impossible: return .impossible(plan.comment)
        case .changes(let changes):
            let own = changes.map { Change(function: managed.function, change: $0, difference: seen.difference) }
            var predicted = plan.predicted
            if let difference = seen.difference { predicted["diff"] = difference }
            return .changing(
                own, predicted: predicted, comment: "Dataset will be serialized and stored into \(path)")
        }
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        var applied = try await change.function.apply(change.change, with: writer, in: run)
        if applied.succeeded, let difference = change.difference { applied.changes["diff"] = difference }
        return applied
    }
}
