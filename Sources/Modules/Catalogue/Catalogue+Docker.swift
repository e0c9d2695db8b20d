package import Docker
package import Execution

extension Catalogue {
    /// Adds what is about containers, by one engine. Nothing is asked of the engine before a function is called.
    package mutating func addDocker(_ docker: DockerClient) {
        let reader = DockerReader(docker)
        add(DockerContainerRunning.self, reader: reader, writer: docker)
        add(DockerContainerAbsent.self, reader: reader, writer: docker)
        add(DockerContainerStopped.self, reader: reader, writer: docker)
        add(DockerContainerRun.self, reader: reader, writer: docker)
        add(DockerNetworkPresent.self, reader: reader, writer: docker)
        add(DockerNetworkAbsent.self, reader: reader, writer: docker)
        add(DockerImagePresent.self, reader: reader, writer: docker)
        add(DockerImageAbsent.self, reader: reader, writer: docker)
        add(DockerVolumePresent.self, reader: reader, writer: docker)
        add(DockerVolumeAbsent.self, reader: reader, writer: docker)
        add(DockerStackAbsent.self, reader: reader, writer: docker)
        add(DockerModule(docker: docker).functions)
    }
}
