package import Values
package import YAML

/// One ID of an SLS and the state modules under it.
package struct StateDeclaration: Sendable, Hashable {
    package var id: String
    package var location: SourceLocation
    package var sls: String
    package var environment: String
    package var modules: [ModuleDeclaration]

    package func module(_ name: String) -> ModuleDeclaration? { modules.first { $0.module == name } }
}

/// What an ID declares of one state module: `pkg.installed` and its arguments.
package struct ModuleDeclaration: Sendable, Hashable {
    /// A function name, and where it stands: in a dotted key or as a bare word in the list.
    package struct Function: Sendable, Hashable {
        package var name: String
        package var location: SourceLocation
    }

    package var module: String
    package var location: SourceLocation
    /// A sound declaration has exactly one.
    package var functions: [Function]
    package var arguments: [StateArgument]
    /// The number in order of definition, from 10000; nil with an `order` of its own, and when `extend` brought it in.
    package var definitionOrder: Int?

    package func argument(_ name: String) -> StateArgument? { arguments.last { $0.name == name } }

    /// The `name` that it declares for its one chunk. One that is no string is passed over, as in Salt.
    package var declaredName: String? { argument("name")?.value.string }
}

/// One argument of a state, as written.
package struct StateArgument: Sendable, Hashable {
    package var name: String
    package var location: SourceLocation
    package var value: LocatedValue
}
