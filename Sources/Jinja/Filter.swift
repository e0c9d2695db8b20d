package import Values

/// A filter: `value|name(arguments)`.
package struct Filter: Sendable {
    let body: @Sendable (_ value: Object, _ arguments: CallArguments) throws -> Object

    package init(_ body: @escaping @Sendable (_ value: Object, _ arguments: CallArguments) throws -> Object) {
        self.body = body
    }

    /// A filter over plain data. A value that is undefined is the error that it stands for.
    package init(
        values body: @escaping @Sendable (_ value: Value, _ arguments: [Value], _ keywords: ValueMap) throws -> Value
    ) {
        self.body = { value, arguments in
            let given = try arguments.values()
            return Object(try body(try value.value(), given.arguments, given.keywords))
        }
    }

    package func apply(to value: Object, _ arguments: CallArguments) throws -> Object { try body(value, arguments) }
}

/// A test: `value is name(arguments)`. It gets undefined values too.
package struct Test: Sendable {
    let body: @Sendable (_ value: Object, _ arguments: CallArguments) throws -> Bool

    package init(_ body: @escaping @Sendable (_ value: Object, _ arguments: CallArguments) throws -> Bool) {
        self.body = body
    }
}
