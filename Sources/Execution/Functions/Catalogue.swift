package import Model
import Values

/// Every function that a process knows, by name.
package struct Catalogue: Sendable {
    private var stateFunctions: [FunctionName: AnyStateFunction] = [:]
    private var executionFunctions: [FunctionName: ExecutionFunction] = [:]

    package init() {}

    package mutating func add<Function: StateFunction>(
        _ type: Function.Type, reader: Function.Reader, writer: Function.Writer
    ) {
        stateFunctions[Function.function] = AnyStateFunction(type, reader: reader, writer: writer)
    }

    package mutating func add(_ function: ExecutionFunction) { executionFunctions[function.name] = function }

    package mutating func add(_ functions: [ExecutionFunction]) { for function in functions { add(function) } }

    package func state(_ name: FunctionName) -> AnyStateFunction? { stateFunctions[name] }

    package func function(_ name: FunctionName) -> ExecutionFunction? { executionFunctions[name] }

    package var stateNames: [FunctionName] { stateFunctions.keys.sorted() }
    package var functionNames: [FunctionName] { executionFunctions.keys.sorted() }

    /// "did you mean 'docker_container.running'?", or nil.
    package func hint(forState name: FunctionName) -> String? {
        NearestName.hint(for: name.description, among: stateNames.map(\.description))
    }

    package func hint(forFunction name: FunctionName) -> String? {
        NearestName.hint(for: name.description, among: functionNames.map(\.description))
    }
}
