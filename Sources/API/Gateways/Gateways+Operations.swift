import ControlPlane
package import Model

extension MinionGateway: MinionOperations {}

extension RestGateway: RestOperations {
    package func events(glob: String?) async -> AsyncStream<Event> { await events.subscribe(glob: glob) }
    package func publish(_ event: Event) async { await events.publish(event) }
}
