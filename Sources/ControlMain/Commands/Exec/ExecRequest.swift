import Model
import Values

/// A call on minions as the lowstate chunk that asks for it.
struct ExecRequest {
    var target: Target
    var call: FunctionCall
    var timeout: Double?
    /// How many of the minions, at random; nil: all.
    var subset: Int?
    var batch: Batch?
    /// Whether the states of a run are told as they begin.
    var wantsProgress = false

    /// So many minions at a time.
    struct Batch {
        var size: String
        /// Seconds after each return.
        var wait: Double?
        var stopsAfterFailure = false
    }

    /// With return codes, since the exit code depends on them.
    var chunk: ValueMap {
        var chunk = common(client: batch == nil ? "local" : "local_batch")
        chunk["full_return"] = true
        if wantsProgress { chunk["progress"] = true }
        if let batch {
            chunk["batch"] = .string(batch.size)
            if let wait = batch.wait { chunk["batch_wait"] = .double(wait) }
            if batch.stopsAfterFailure { chunk["failhard"] = true }
        }
        return chunk
    }

    var asyncChunk: ValueMap { common(client: "local_async") }

    private func common(client: String) -> ValueMap {
        var chunk: ValueMap = [
            "client": .string(client), "tgt": .string(target.expression), "tgt_type": .string(target.type.rawValue),
            "fun": .string(call.function.description), "arg": .list(call.arguments), "kwarg": .map(call.keywords),
        ]
        if target.delimiter != ":" { chunk["delimiter"] = .string(target.delimiter) }
        if let subset { chunk["subset"] = .int(subset) }
        if let timeout { chunk["timeout"] = .double(timeout) }
        return chunk
    }
}
