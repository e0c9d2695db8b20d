package import Model
package import Values

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

    /// What a state function would refuse of its arguments; nothing is called. A function that is not known here has no complaints.
    package func problems(of name: FunctionName, name subject: String, arguments: ValueMap) -> [Diagnostic] {
        stateFunctions[name]?.problems(subject, arguments) ?? []
    }

    package var stateNames: [FunctionName] { stateFunctions.keys.sorted() }
    package var functionNames: [FunctionName] { executionFunctions.keys.sorted() }
    /// The same as templates write them, in no order.
    package var functionTexts: Set<String> { Set(executionFunctions.keys.map(\.description)) }

    /// "did you mean 'docker_container.running'?", or nil.
    package func hint(forState name: FunctionName) -> String? {
        NearestName.hint(for: name.description, among: stateNames.map(\.description))
    }

    /// Salt's sentence about a function that there is not, and after it the one that was probably meant.
    package func unavailable(_ name: FunctionName) -> String {
        let known = functionNames.map(\.description)
        let nearest = NearestName.of(name.description, among: known).map { " Did you mean '\($0)'?" }
        return "'\(name)' is not available.\(nearest ?? "")"
    }

    package func hint(forFunction name: FunctionName) -> String? {
        NearestName.hint(for: name.description, among: functionNames.map(\.description))
    }
}
