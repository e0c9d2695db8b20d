import Docker
package import Execution
import HAProxy
package import Logging
package import Values

extension StandardModules {
    /// The modules of the machine, of its Docker engine and of its HAProxy.
    ///
    /// Neither needs to be there: what uses them says so when it is called.
    ///
    /// - Parameters:
    ///   - dockerURL: as `DOCKER_HOST` has it.
    ///   - haproxy: the minion's `haproxy` settings.
    /// - Throws: when a setting is wrong.
    package static func catalogue(
        _ host: HostWriter, dockerURL: String = "unix:///var/run/docker.sock", haproxy: ValueMap = [:], logger: Logger
    ) throws -> Catalogue {
        var catalogue = catalogue(host)
        let docker = try DockerClient(url: dockerURL)
        catalogue.addDocker(docker)
        let installation = try HAProxyInstallation(configuration: haproxy)
        let balancer = LoadBalancer(settings: installation.settings, logger: logger)
        catalogue.addHAProxy(
            reader: HAProxyReader(balancer: balancer, containers: DockerServers(docker: docker)),
            writer: HAProxyWriter(balancer: balancer, service: installation.service, services: host.services))
        return catalogue
    }
}
