package import Values

/// Something that happened in the engine: `container` `die` ...
package struct EngineEvent: Sendable {
    /// `start`, `die`, `oom` ...
    package let action: String
    /// The id of the container, network, image or volume.
    package let id: String
    /// The thing's labels, and `name`, `image`, `exitCode` where they apply.
    package let attributes: ValueMap

    init(_ raw: Value) {
        action = raw["Action"]?.string ?? ""
        id = raw["Actor"]?["ID"]?.string ?? ""
        attributes = raw["Actor"]?["Attributes"]?.map ?? [:]
    }
}

/// The engine's events as they happen.
package struct EngineEvents: AsyncSequence, Sendable {
    package typealias Element = EngineEvent
    package typealias Failure = DockerError

    let messages: EngineMessages

    package func makeAsyncIterator() -> Iterator { Iterator(messages: messages.makeAsyncIterator()) }

    package struct Iterator: AsyncIteratorProtocol {
        private var messages: EngineMessages.Iterator

        init(messages: EngineMessages.Iterator) { self.messages = messages }

        package mutating func next() async throws(DockerError) -> EngineEvent? { try await next(isolation: #isolation) }

        package mutating func next(isolation actor: isolated (any Actor)?) async throws(DockerError) -> EngineEvent? {
            try await messages.next(isolation: actor).map(EngineEvent.init)
        }
    }
}
