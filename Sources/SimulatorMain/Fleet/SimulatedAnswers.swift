import Model
import Values

/// What a simulated minion makes of a call: a few functions, none of which touches the host.
struct SimulatedAnswers: Sendable {
    /// How large the return of `state.apply` is, in bytes.
    let stateReturnSize: Int

    func answer(to order: JobOrder, of minion: MinionID) -> JobReturn {
        let call = order.call
        var answer = JobReturn(id: order.id, minion: minion, function: call.function, value: true, retcode: 0)
        switch call.function {
        case "test.ping": break
        case "test.echo": answer.value = call.arguments.first ?? .null
        case "state.apply", "state.highstate":
            answer.value = stateReturn
            answer.outputter = "highstate"
        default:
            answer.value = .string("'\(call.function)' is not available.")
            answer.retcode = 254
        }
        return answer
    }

    /// States that had nothing to do, so many that the size is reached.
    private var stateReturn: Value {
        let state: Value = [
            "result": true, "changes": [:], "comment": "the file is in the correct state", "name": "/etc/simulated",
            "__sls__": "simulated", "__run_num__": 0, "start_time": "12:00:00.000000", "duration": 1.5,
        ]
        let size = JSON.write(state).utf8.count + 40
        let count = max(1, stateReturnSize / size)
        return .map(ValueMap((0..<count).map { (.string("file_|-simulated_\($0)_|-/etc/simulated_|-managed"), state) }))
    }
}
