import Model
import Values

extension JobService {
    /// Publishes what a run tells of itself, and keeps how far it is.
    func publish(_ event: Event) async {
        if let job = progress.note(event) { await board.post(.step(event), of: job) }
        await events.publish(event)
    }
}

extension Job {
    /// `salt/job/<jid>/new`
    var event: Event {
        Event(
            tag: "salt/job/\(id)/new",
            data: [
                "jid": .string(id.text), "tgt": .string(target.expression),
                "tgt_type": .string(target.type.rawValue), "user": .string(user),
                "fun": .string(call.function.description), "arg": .list(call.arguments),
                "minions": .strings(minions.map(\.text)), "missing": .strings(unknown),
            ])
    }
}

extension JobReturn {
    /// `salt/job/<jid>/ret/<id>` of a return that came in time.
    var event: Event { event(outcome: outcome) }

    /// `salt/job/<jid>/ret/<id>`
    ///
    /// - Parameter outcome: the ledger's, which a return that comes too late does not change.
    func event(outcome: JobOutcome) -> Event {
        var data: ValueMap = [
            "cmd": "_return", "id": .string(minion.text), "jid": .string(id.text),
            "fun": .string(function.description), "return": value, "retcode": .int(retcode),
            "success": .bool(isSuccess), "out": Value(outputter), "outcome": .string(outcome.rawValue),
        ]
        if let own {
            data["schedule"] = .string(own.schedule)
            data["fun_args"] = .list(own.arguments + (own.keywords.isEmpty ? [] : [.map(own.keywords)]))
        }
        return Event(tag: "salt/job/\(id)/ret/\(minion)", data: data)
    }
}

extension JobID {
    /// `pigeon/job/<jid>/given_up`: these minions are waited for no longer.
    func givenUp(_ outcomes: [MinionID: JobOutcome]) -> Event {
        let words = outcomes.sorted { $0.key < $1.key }.map { minion, outcome in
            (Value.string(minion.text), Value.string(outcome.rawValue))
        }
        return Event(
            tag: "pigeon/job/\(self)/given_up", data: ["jid": .string(text), "outcomes": .map(ValueMap(words))])
    }
}
