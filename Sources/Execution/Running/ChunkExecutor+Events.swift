import Model
import Values

extension ChunkExecutor {
    /// Tells whoever follows the run that a chunk begins; Salt only tells of those that ended.
    ///
    /// - Parameters:
    ///   - place: how many of the run's chunks have begun, this one included.
    ///   - done: how many have their return.
    func announce(_ chunk: LowChunk, place: Int, done: Int, total: Int) async {
        guard context.services.isFollowed else { return }
        await send(
            "pigeon/job/\(jobText)/running/\(context.minion)",
            [
                "__id__": .string(chunk.id), "__sls__": .string(chunk.sls),
                "fun": .string(chunk.functionName.description),
                "place": .int(place), "done": .int(done), "len": .int(total),
            ])
    }

    /// Tells whoever follows the run that a chunk ended, and fires the event that its `fire_event` asks for.
    ///
    /// The events have the shape of those that a Salt minion sends (`state_events`), with `fun` and `done` beside.
    ///
    /// - Parameter done: how many have their return, this one included.
    func report(_ answer: StateReturn, of chunk: LowChunk, done: Int, total: Int) async {
        guard context.services.isFollowed else { return }
        let job = jobText
        let value = (chunk.hidesOutput ? answer.masked : answer).value
        await send(
            "salt/job/\(job)/prog/\(context.minion)/\(answer.runNumber)",
            [
                "ret": value, "len": .int(total), "done": .int(done), "fun": .string(chunk.functionName.description),
            ])
        guard let event = chunk.globals["fire_event"], event.isTruthy else { return }
        let suffix = event == true ? chunk.name : event.scalarText ?? chunk.name
        await send("salt/state_result/\(job)/\(context.minion)/\(suffix)", ["ret": value])
    }

    private var jobText: String { context.jid?.text ?? "local" }

    private func send(_ tag: String, _ data: ValueMap) async {
        await context.services.report(
            Event(
                tag: tag,
                data: [
                    "id": .string(context.minion.text), "tag": .string(tag), "jid": Value(context.jid?.text),
                    "data": .map(data),
                ]))
    }
}
