package import Model
package import Values

/// The arguments of one call, bound to the function's parameters by position and name.
package struct BoundArguments: Sendable {
    private let values: [String: Value]
    /// What `*args` took.
    package let rest: [Value]
    /// What `**kwargs` took.
    package let keywords: ValueMap

    /// - Throws: a `Diagnostic` worded as Salt's for a missing, surplus or unknown argument.
    package init(_ call: FunctionCall, parameters: [Parameter], of name: FunctionName) throws(Diagnostic) {
        var values: [String: Value] = [:]
        var left = call.arguments[...]
        var keywords = call.keywords
        var takesRest = false
        var takesKeywords = false
        for parameter in parameters {
            switch parameter.need {
            case .variadic: takesRest = true
            case .keywords: takesKeywords = true
            case .required, .optional:
                if !takesRest, let value = left.popFirst() {
                    values[parameter.name] = value
                } else if let value = keywords.removeValue(forKey: parameter.name) {
                    values[parameter.name] = value
                } else if case .optional(let standard) = parameter.need {
                    values[parameter.name] = standard
                } else {
                    throw Diagnostic("Passed invalid arguments to \(name): missing '\(parameter.name)'")
                }
            }
        }
        if !takesRest, !left.isEmpty {
            throw Diagnostic(
                "Passed invalid arguments to \(name): takes \(values.count) arguments but \(call.arguments.count) were given"
            )
        }
        let unknown = keywords.keyTexts.filter { !$0.hasPrefix("__") }
        if !takesKeywords, let first = unknown.first {
            let hint = NearestName.hint(for: first, among: parameters.map(\.name))
            let list = unknown.map { "\($0)=\(keywords[$0]?.scalarText ?? "...")" }.joined(separator: ", ")
            throw Diagnostic("The following keyword arguments are not valid for \(name): \(list)", hint: hint)
        }
        self.values = values
        rest = takesRest ? Array(left) : []
        self.keywords = takesKeywords ? keywords : [:]
    }

    /// The value of a parameter that the function declares; null for one that it doesn't.
    package subscript(name: String) -> Value { values[name] ?? .null }

    /// - Throws: when it isn't text (a number counts as text).
    package func text(_ name: String) throws(Diagnostic) -> String {
        guard let text = self[name].scalarText else {
            throw Diagnostic("'\(name)' must be a string, not \(self[name].kindName)")
        }
        return text
    }

    package func optionalText(_ name: String) throws(Diagnostic) -> String? {
        self[name].isNull ? nil : try text(name)
    }
}
