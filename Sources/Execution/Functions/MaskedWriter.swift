/// A writer that makes files, and so heeds the `umask` of a state.
package protocol MaskedWriter: Sendable {
    /// The same writer, where what is made lacks these permissions.
    func masked(by umask: UInt32) -> Self
}
