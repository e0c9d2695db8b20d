/// How a client reaches its server; the same for all its requests.
package struct TransportOptions: Sendable {
    /// The path of a Unix socket to which every request goes, whatever its URL says.
    package var unixSocket: String?
    /// nil: `https` URLs are verified against the certificates of the system.
    package var tls: TLSOptions?
    /// `host:port` that is connected to in place of the URL's, so that the name in the certificate can differ from the
    /// address.
    package var connectTo: String?
    /// Bytes of body that `send` accepts before it gives up with `TransportError.tooLarge`. Streams have no limit.
    package var maximumBodySize: Int
    /// All requests at a time share one connection, by HTTP/2, if the server speaks it (over TLS only). A request that
    /// ends early leaves the connection open, and the server may hear of it only with the next one.
    package var sharesConnection: Bool

    package init(
        unixSocket: String? = nil, tls: TLSOptions? = nil, connectTo: String? = nil, maximumBodySize: Int = 64 << 20,
        sharesConnection: Bool = false
    ) {
        self.unixSocket = unixSocket
        self.tls = tls
        self.connectTo = connectTo
        self.maximumBodySize = maximumBodySize
        self.sharesConnection = sharesConnection
    }
}
