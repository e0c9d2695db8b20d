package import Values

/// A filter: `value|name(arguments)`.
package struct Filter: Sendable {
    typealias ShortForm = @Sendable (_ value: Object, _ first: Object?, _ second: Object?) throws -> Object

    let body: @Sendable (_ value: Object, _ arguments: CallArguments) throws -> Object
    /// The same filter for a call with at most two arguments, none of them by name; nil where it has no such form.
    let shortForm: ShortForm?

    package init(_ body: @escaping @Sendable (_ value: Object, _ arguments: CallArguments) throws -> Object) {
        self.body = body
        shortForm = nil
    }

    /// A filter with the parameters `names`, at most two, which it gets in this order and as nil where not given.
    init(_ name: String, _ names: [String] = [], required: Int = 0, _ body: @escaping ShortForm) {
        let count = names.count
        shortForm = { value, first, second in
            let given = second != nil ? 2 : first != nil ? 1 : 0
            guard given >= required, given <= count else { throw Self.mismatch(name, names, given, required) }
            return try body(value, first, second)
        }
        self.body = { value, arguments in
            let given = try arguments.bound(to: names, of: name, required: required)
            return try body(value, count > 0 ? given[0] : nil, count > 1 ? given[1] : nil)
        }
    }

    private static func mismatch(_ name: String, _ names: [String], _ given: Int, _ required: Int) -> Failure {
        given < required
            ? CallArguments.missing(names[given], of: name) : CallArguments.tooMany(given, of: name, most: names.count)
    }

    /// A filter over plain data. A value that is undefined is the error that it stands for.
    package init(
        values body: @escaping @Sendable (_ value: Value, _ arguments: [Value], _ keywords: ValueMap) throws -> Value
    ) {
        self.body = { value, arguments in
            let given = try arguments.values()
            return Object(try body(try value.value(), given.arguments, given.keywords))
        }
        shortForm = nil
    }

    package func apply(to value: Object, _ arguments: CallArguments) throws -> Object { try body(value, arguments) }
}

/// A test: `value is name(arguments)`. It gets undefined values too.
package struct Test: Sendable {
    let body: @Sendable (_ value: Object, _ arguments: CallArguments) throws -> Bool

    /// The same test where it looks at nothing but the value; nil where it takes arguments.
    let shortForm: (@Sendable (_ value: Object) throws -> Bool)?

    package init(_ body: @escaping @Sendable (_ value: Object, _ arguments: CallArguments) throws -> Bool) {
        self.body = body
        shortForm = nil
    }

    /// A test without arguments.
    init(of body: @escaping @Sendable (_ value: Object) throws -> Bool) {
        self.body = { value, _ in try body(value) }
        shortForm = body
    }
}
