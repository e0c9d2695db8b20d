import Execution
import Values

/// State runs that were asked for and not carried out yet (`state.request`), by name; they end with the process.
actor StateRequests {
    struct Asked: Sendable {
        /// The arguments of the `state.apply` to come.
        let arguments: [Value]
        let keywords: ValueMap
        /// What a test run came to when it was asked for.
        let testRun: Value

        /// The mapping that `state.check_request` gives.
        var value: Value {
            ["test_run": testRun, "mods": .list(arguments), "kwargs": .map(keywords)]
        }
    }

    private var asked: [String: Asked] = [:]

    func ask(_ name: String, _ request: Asked) { asked[name] = request }

    func request(_ name: String) -> Asked? { asked[name] }

    /// By name, or only the one that is named.
    func all(_ name: String?) -> Value {
        .map(
            ValueMap(
                asked.filter { name == nil || $0.key == name }.sorted { $0.key < $1.key }
                    .map { (.string($0.key), $0.value.value) }))
    }

    func forget(_ name: String?) { asked = name.map { one in asked.filter { $0.key != one } } ?? [:] }
}
