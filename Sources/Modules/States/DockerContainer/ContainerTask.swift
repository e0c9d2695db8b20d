package import Docker

/// What `docker_container.run` does.
package enum ContainerTask: Sendable {
    /// Get the image, then look again at what is to do.
    case pull
    /// Run the container in place of another of its name.
    case run(ContainerSpecification, replacing: String?)
    /// The same task runs already: wait for its end.
    case join(id: String)
}
