package import Values

/// A parameter of an execution function.
package struct Parameter: Sendable, Hashable {
    package enum Need: Sendable, Hashable {
        case required
        case optional(Value)
        /// Takes every positional argument that is left (`*args`).
        case variadic
        /// Takes every keyword that no other parameter names (`**kwargs`).
        case keywords
    }

    package let name: String
    package let need: Need

    package static func required(_ name: String) -> Parameter { Parameter(name: name, need: .required) }

    package static func optional(_ name: String, _ standard: Value = .null) -> Parameter {
        Parameter(name: name, need: .optional(standard))
    }

    package static func variadic(_ name: String) -> Parameter { Parameter(name: name, need: .variadic) }

    package static func keywords(_ name: String) -> Parameter { Parameter(name: name, need: .keywords) }
}
