/// What a template may use before it is stopped.
package struct Limits: Sendable {
    /// How deep macros, includes, imports and recursive loops may call one another.
    package var recursionDepth = 150
    /// How many iterations all loops of a render may make together.
    package var loopIterations = 2_000_000
    /// Bytes of output, and of any single string that an operator builds.
    package var outputSize = 64 << 20
    /// The longest `range()`; Jinja's sandbox has the same.
    package var rangeSize = 100_000
    /// How deep expressions and statements may be nested in the source.
    package var sourceDepth = 120

    package init() {}

    /// How deep data may be nested before it is refused; Python stops at about a thousand calls.
    static let dataDepth = 200
}
