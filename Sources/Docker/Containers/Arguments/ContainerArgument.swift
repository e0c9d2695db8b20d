import Values

/// One argument of `docker_container.running`: its names, the forms it takes, and where it goes.
struct ContainerArgument: Sendable {
    let name: String
    let aliases: [String]
    let apply: @Sendable (Value, inout ContainerDraft) throws(ArgumentRefusal) -> Void

    init(
        _ name: String, _ aliases: [String] = [],
        apply: @escaping @Sendable (Value, inout ContainerDraft) throws(ArgumentRefusal) -> Void
    ) {
        self.name = name
        self.aliases = aliases
        self.apply = apply
    }

    /// An argument that is a field of the create body's top level.
    static func config(_ key: String, _ name: String, _ aliases: String..., as form: ArgumentForm) -> ContainerArgument
    {
        ContainerArgument(name, aliases) { (value, draft) throws(ArgumentRefusal) in
            draft.config[key] = try form.read(value)
        }
    }

    /// An argument that is a field of `HostConfig`.
    static func host(_ key: String, _ name: String, _ aliases: String..., as form: ArgumentForm) -> ContainerArgument {
        ContainerArgument(name, aliases) { (value, draft) throws(ArgumentRefusal) in
            draft.hostConfig[key] = try form.read(value)
        }
    }

    /// An argument of the state rather than of the container.
    static func option(
        _ name: String, _ apply: @escaping @Sendable (Value, inout ContainerRunOptions) throws(ArgumentRefusal) -> Void
    ) -> ContainerArgument {
        ContainerArgument(name) { (value, draft) throws(ArgumentRefusal) in try apply(value, &draft.options) }
    }
}

/// What the arguments have said so far.
struct ContainerDraft: Sendable {
    var image: String?
    var config = ValueMap()
    var hostConfig = ValueMap()
    var networks: ValueMap?
    var logDriver: String?
    var logOptions: ValueMap?
    var options = ContainerRunOptions()
}

/// Why a value is not what its argument takes; the reader knows the argument's name.
struct ArgumentRefusal: Error, Sendable {
    let reason: String

    init(_ reason: String) { self.reason = reason }

    static func expected(_ what: String, _ value: Value) -> ArgumentRefusal {
        ArgumentRefusal("\(what) was expected, not \(value.scalarText.map { "'\($0)'" } ?? value.kindName)")
    }
}

/// Reads a value in one of the forms that an argument takes and writes it as the Engine API has it.
struct ArgumentForm: Sendable {
    let read: @Sendable (Value) throws(ArgumentRefusal) -> Value

    init(_ read: @escaping @Sendable (Value) throws(ArgumentRefusal) -> Value) { self.read = read }
}
