package import Values

/// A filter: `value|name(arguments)`.
package struct Filter: Sendable {
    typealias Bound =
        @Sendable (_ value: Object, _ first: Object?, _ second: Object?, _ third: Object?) throws -> Object

    /// The parameters of a filter that has three at most. Calls of it are bound to them when the template is read.
    struct Signature: Sendable {
        let names: [String]
        let required: Int
        /// The filter with its arguments in this order, nil for one that was not given.
        let body: Bound
        /// Whether it is only asked that a value is undefined, not what is missing: `default`.
        var replacesUndefined = false
    }

    let body: @Sendable (_ value: Object, _ arguments: CallArguments) throws -> Object
    let signature: Signature?

    package init(_ body: @escaping @Sendable (_ value: Object, _ arguments: CallArguments) throws -> Object) {
        self.body = body
        signature = nil
    }

    /// A filter with the parameters `names`, at most three.
    init(
        _ name: String, _ names: [String] = [], required: Int = 0, replacesUndefined: Bool = false,
        _ body: @escaping Bound
    ) {
        let count = names.count
        signature = Signature(names: names, required: required, body: body, replacesUndefined: replacesUndefined)
        self.body = { value, arguments in
            let given = try arguments.bound(to: names, of: name, required: required)
            return try body(
                value, count > 0 ? given[0] : nil, count > 1 ? given[1] : nil, count > 2 ? given[2] : nil)
        }
    }

    /// A filter over plain data. A value that is undefined is the error that it stands for.
    package init(
        values body: @escaping @Sendable (_ value: Value, _ arguments: [Value], _ keywords: ValueMap) throws -> Value
    ) {
        self.body = { value, arguments in
            let given = try arguments.values()
            return Object(try body(try value.value(), given.arguments, given.keywords))
        }
        signature = nil
    }

    package func apply(to value: Object, _ arguments: CallArguments) throws -> Object { try body(value, arguments) }
}

/// A test: `value is name(arguments)`. It gets undefined values too.
package struct Test: Sendable {
    let body: @Sendable (_ value: Object, _ arguments: CallArguments) throws -> Bool

    /// The same test where it looks at nothing but the value; nil where it takes arguments.
    let shortForm: (@Sendable (_ value: Object) throws -> Bool)?

    /// The answer where the test is whether a value is there: true of what is defined for `defined`.
    let ofDefined: Bool?

    package init(_ body: @escaping @Sendable (_ value: Object, _ arguments: CallArguments) throws -> Bool) {
        self.body = body
        shortForm = nil
        ofDefined = nil
    }

    /// A test without arguments.
    init(of body: @escaping @Sendable (_ value: Object) throws -> Bool) {
        self.body = { value, _ in try body(value) }
        shortForm = body
        ofDefined = nil
    }

    /// `defined` and `undefined`.
    init(ofDefined answer: Bool) {
        body = { value, _ in value.isUndefined != answer }
        shortForm = { $0.isUndefined != answer }
        ofDefined = answer
    }
}
