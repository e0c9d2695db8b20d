package import CurlTransport

/// A client of one Docker engine. Cheap to copy; all copies share the connections.
///
/// Every method is one endpoint of the Engine API and throws `DockerError`. The API's version is negotiated with the
/// first request: the engine's own, but none newer than `EngineVersion.newest`; engines down to 20.10 (1.41) are known
/// to work.
package struct DockerClient: Sendable {
    let connection: EngineConnection

    /// - Parameter url: `unix:///path`, `tcp://host:port`, `http://...` or `https://...`, as in `docker.url`.
    package init(url: String = "unix:///var/run/docker.sock", tls: TLSOptions? = nil) throws(DockerError) {
        connection = EngineConnection(try EngineAddress(url), tls: tls)
    }

    package var system: SystemEndpoint { SystemEndpoint(connection: connection) }
    package var containers: ContainersEndpoint { ContainersEndpoint(connection: connection) }
    package var images: ImagesEndpoint { ImagesEndpoint(connection: connection) }
    package var networks: NetworksEndpoint { NetworksEndpoint(connection: connection) }
    package var volumes: VolumesEndpoint { VolumesEndpoint(connection: connection) }

    /// Ends all requests and streams.
    package func shutdown() { connection.http.shutdown() }
}
