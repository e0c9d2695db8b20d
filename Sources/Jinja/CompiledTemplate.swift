/// A template that was read: its statements, ready to run any number of times.
// Safety: all of its nodes have constants only, and nobody else has them while they are made.
final class CompiledTemplate: @unchecked Sendable {
    let name: String
    let source: String
    let body: Body
    let blocks: [String: BlockNode]

    init(name: String, source: String, body: Body, blocks: [String: BlockNode]) {
        self.name = name
        self.source = source
        self.body = body
        self.blocks = blocks
    }
}
