package import Execution
import HAProxy

extension Catalogue {
    /// The states and functions about the load balancer of this host.
    package mutating func addHAProxy(reader: HAProxyReader, writer: HAProxyWriter) {
        add(HAProxyConfigured.self, reader: reader, writer: writer)
        add(HAProxyRunning.self, reader: reader, writer: writer)
        add(HAProxyApplication.self, reader: reader, writer: writer)
        add(HAProxyBackend.self, reader: reader, writer: writer)
        add(HAProxyHealthy.self, reader: reader, writer: writer)
        add(HAProxyRoutes.self, reader: reader, writer: writer)
        add(HAProxyDrained.self, reader: reader, writer: writer)
        add(HAProxyModule(reader: reader).functions)
    }
}
