/// A text that must not be seen: it prints as redacted everywhere, and only `revealed` gives it.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself, for the one channel that it is meant for.
    package let revealed: String

    package init(_ text: String) { revealed = text }

    package var description: String { "**********" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
