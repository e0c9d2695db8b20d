import Model
import Values

/// The keys of a lowstate chunk that say how its function is called. What makes no sense is refused, since a call that
/// goes on without it is another one than was asked for.
struct ChunkOptions {
    private let chunk: ValueMap

    init(_ chunk: ValueMap) { self.chunk = chunk }

    /// Seconds, or text with a unit; nil when it is not said.
    func time(_ key: String) throws(Refusal) -> Duration? {
        guard let value = said(key) else { return nil }
        if let time = Duration(salt: value) { return time }
        throw Refusal(
            .badRequest, "'\(key)' is not a time: \(JSON.write(value))", hint: "a number of seconds, or like 500ms, 2m")
    }

    /// A scalar as text; nil when it is not said.
    func text(_ key: String) throws(Refusal) -> String? {
        guard let value = said(key) else { return nil }
        if let text = value.scalarText { return text }
        throw Refusal(.badRequest, "'\(key)' is neither text nor a number: \(JSON.write(value))")
    }

    /// A boolean, or what a form has for one; false when it is not said.
    func flag(_ key: String) throws(Refusal) -> Bool {
        guard let value = said(key) else { return false }
        switch value.scalarText?.lowercased() {
        case "true", "yes", "1": return true
        case "false", "no", "0": return false
        default:
            throw Refusal(
                .badRequest, "'\(key)' is neither true nor false: \(JSON.write(value))", hint: "write true or false")
        }
    }

    /// A number of minions; nil when it is not said.
    func count(_ key: String) throws(Refusal) -> Int? {
        guard let value = said(key) else { return nil }
        if let count = value.int ?? value.string.flatMap({ Int($0) }), count > 0 { return count }
        throw Refusal(
            .badRequest, "'\(key)' is not a number of minions: \(JSON.write(value))", hint: "a number above 0")
    }

    /// - Throws: for a chunk that wants a batch of a client that has none: it would be run everywhere at once.
    func refuseBatch(of client: LowstateClient) throws(Refusal) {
        let isSaid = try flag("failhard") ? "failhard" : ["batch", "batch_wait"].first { said($0) != nil }
        guard let key = isSaid else { return }
        throw Refusal(
            .badRequest, "'\(key)' has no effect with the client '\(client.rawValue)'",
            hint: client.isLocal ? "client: local_batch" : "only minions are asked in batches")
    }

    private func said(_ key: String) -> Value? {
        guard let value = chunk[key], !value.isNull else { return nil }
        return value
    }
}
