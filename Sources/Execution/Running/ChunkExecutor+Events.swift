import Model
import Values

extension ChunkExecutor {
    /// Tells whoever follows the run that a chunk ended, and fires the event that its `fire_event` asks for.
    ///
    /// The events have the shape of those that a Salt minion sends (`state_events`).
    func report(_ answer: StateReturn, of chunk: LowChunk, total: Int) async {
        guard context.services.isFollowed else { return }
        let job = context.jid?.text ?? "local"
        let value = (chunk.hidesOutput ? answer.masked : answer).value
        await send("salt/job/\(job)/prog/\(context.minion)/\(answer.runNumber)", ["ret": value, "len": .int(total)])
        guard let event = chunk.globals["fire_event"], event.isTruthy else { return }
        let suffix = event == true ? chunk.name : event.scalarText ?? chunk.name
        await send("salt/state_result/\(job)/\(context.minion)/\(suffix)", ["ret": value])
    }

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
