package import Execution
import Host
package import Model
import Values

package struct FileAccumulated: StateFunction {
    package static let function: FunctionName = "file.accumulated"
    package static let summary =
        "Texts that are collected for a file: a `file.blockreplace` or a template puts them there"

    let name: String
    let file: String
    let texts: [String]

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        file = arguments.requiredText("filename")
        let value = arguments.value("text")
        if value == nil { arguments.refuse("text", "No text supplied for accumulator") }
        texts = value.map { ($0.list ?? [$0]).map(PythonText.string) } ?? []
    }

    package enum Observation: Sendable {
        case orphaned(String)
        case accumulated(isNew: Bool)
    }

    /// Collecting touches nothing outside of the run, so that a test collects too: the states after it need it.
    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        let memory = try MinionRun.current(run).memory
        let low = memory.low
        var dependants: Set<String> = []
        var place = "\(name)"
        for (index, chunk) in low.chunks.enumerated() {
            guard chunk.functionName == Self.function, chunk.name == name,
                chunk.arguments["filename"]?.scalarText == file
            else { continue }
            place = "\(chunk.sls):\(chunk.id)"
            for other in low.dependants(of: index) where other.state == "file" { dependants.insert(other.id) }
        }
        guard !dependants.isEmpty else { return .orphaned("Orphaned accumulator \(name) in \(place)") }
        return .accumulated(isNew: memory.accumulate(texts, under: name, for: file, dependants: dependants))
    }

    package func plan(_ seen: Observation) -> Plan<Never> {
        switch seen {
        case .orphaned(let problem): .impossible(problem)
        case .accumulated(let isNew):
            .satisfied(isNew ? "Accumulator \(name) for file \(file) was charged by text" : "")
        }
    }

    package func apply(_ change: Never, with writer: HostWriter, in run: RunContext) async throws -> Applied {}
}

/// What was collected for a file in this run.
enum Accumulators {
    /// The texts that a state of the file waits for; all of them when it waits for none by name.
    static func texts(for path: String, of function: FunctionName, in run: RunContext) -> [String] {
        guard let memory = (run.services as? MinionRun)?.memory else { return [] }
        let all = memory.accumulators(of: path)
        guard !all.isEmpty else { return [] }
        let ids = Set(memory.low.chunks(of: function, named: path).map(\.id))
        let own = all.filter { !$0.dependants.isDisjoint(with: ids) }
        return (own.isEmpty ? all : own).flatMap(\.texts)
    }

    /// As templates see them: `accumulator.NAME` is a list. Nil when there are none.
    static func context(for path: String, in run: RunContext) -> Value? {
        guard let memory = (run.services as? MinionRun)?.memory else { return nil }
        let all = memory.accumulators(of: path)
        return all.isEmpty ? nil : .map(ValueMap(all.map { (.string($0.name), .strings($0.texts)) }))
    }
}
