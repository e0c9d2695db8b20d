package import Values

/// The name of an execution, state or runner function: `module.function`.
package struct FunctionName: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let module: String
    package let function: String

    package init(module: String, function: String) {
        self.module = module
        self.function = function
    }

    package init(_ text: String) throws(Diagnostic) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw Diagnostic(
                "'\(text.prefix(64))' is not a function", hint: "functions are written MODULE.FUNCTION, like test.ping")
        }
        self.init(module: String(parts[0]), function: String(parts[1]))
    }

    /// For names written in the source; the dot is its author's duty and a missing one makes a module without function.
    package init(stringLiteral text: String) {
        let parts = text.split(separator: ".", maxSplits: 1)
        self.init(module: String(parts.first ?? ""), function: parts.count > 1 ? String(parts[1]) : "")
    }

    package var description: String { "\(module).\(function)" }
    package static func < (a: FunctionName, b: FunctionName) -> Bool { a.description < b.description }
}
