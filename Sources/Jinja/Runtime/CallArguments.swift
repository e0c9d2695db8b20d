package import Values

/// The arguments of a call, and the render that makes it.
package struct CallArguments {
    package var positional: [Object]
    package var keywords: [(name: String, value: Object)]
    /// The running render: environment, limits, the calling template.
    package let render: Render

    package init(_ positional: [Object] = [], keywords: [(name: String, value: Object)] = [], render: Render) {
        self.positional = positional
        self.keywords = keywords
        self.render = render
    }

    /// The arguments in the order of `names`; nil for one that was not given.
    ///
    /// Too many arguments, an unknown keyword or one given twice is Python's TypeError, worded for `function`.
    package func bound(to names: [String], of function: String, required: Int = 0) throws -> [Object?] {
        if keywords.isEmpty, positional.count == names.count { return positional }
        guard positional.count <= names.count else {
            throw Self.tooMany(positional.count, of: function, most: names.count)
        }
        var result: [Object?] = []
        result.reserveCapacity(names.count)
        for object in positional { result.append(object) }
        for _ in positional.count..<names.count { result.append(nil) }
        if keywords.isEmpty, required <= positional.count { return result }
        for (name, value) in keywords {
            guard let index = names.firstIndex(of: name) else {
                throw Failure(
                    "\(function)() got an unexpected keyword argument '\(name)'",
                    hint: NearestHint.of(name, among: names))
            }
            guard result[index] == nil else {
                throw Failure("\(function)() got multiple values for argument '\(name)'")
            }
            result[index] = value
        }
        for index in 0..<min(required, names.count) where result[index] == nil {
            throw Self.missing(names[index], of: function)
        }
        return result
    }

    static func tooMany(_ given: Int, of function: String, most: Int) -> Failure {
        let accepted = most == 0 ? "no arguments" : "at most \(most) positional argument\(most == 1 ? "" : "s")"
        return Failure("\(function)() takes \(accepted) (\(given) \(given == 1 ? "was" : "were") given)")
    }

    static func missing(_ argument: String, of function: String) -> Failure {
        Failure("\(function)() missing 1 required positional argument: '\(argument)'")
    }

    /// The arguments as plain data, for host functions.
    package func values() throws -> (arguments: [Value], keywords: ValueMap) {
        var map = ValueMap()
        for (name, value) in keywords { map[name] = try value.value() }
        return (try positional.map { try $0.value() }, map)
    }
}

extension Object? {
    /// The argument as text, or the default where it was not given or is None.
    package func text(or standard: String) throws -> String {
        guard let self, !self.isNone else { return standard }
        return try Representation.string(self)
    }

    package func int(or standard: Int, _ name: String) throws -> Int {
        guard let self, !self.isNone else { return standard }
        guard let value = try self.defined().index else {
            throw Failure("'\(self.typeName)' object cannot be interpreted as an integer (argument '\(name)')")
        }
        return value
    }

    package func bool(or standard: Bool) throws -> Bool {
        guard let self else { return standard }
        return try Comparison.truth(self)
    }
}
