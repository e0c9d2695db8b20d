/// A server by the name of its backend and its own.
package struct ServerReference: Sendable, Hashable, CustomStringConvertible {
    package var backend: String
    package var server: String

    package init(backend: String, server: String) {
        self.backend = backend
        self.server = server
    }

    package var description: String { "\(backend)/\(server)" }
}

/// What an operator asks of a server.
package enum ServerAdministration: String, Sendable, Hashable {
    case ready
    /// No new requests, except those that a cookie binds to the server.
    case drain
    /// No new requests and no checks; requests in flight go on.
    case maint
}
