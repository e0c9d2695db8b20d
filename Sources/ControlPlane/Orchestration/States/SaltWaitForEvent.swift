package import Execution
package import Model
package import Values

/// Arguments as Salt's: `name` (a glob over tags), `id_list`, `event_id` (`id`), `timeout` (300 s), `node` (`master`).
package struct SaltWaitForEvent: StateFunction {
    package static let function: FunctionName = "salt.wait_for_event"
    package static let summary = "Waits until events have named everything in a list, ids of minions in most cases"

    private let tag: String
    private let wanted: [Value]
    private let key: String
    private let timeout: Duration

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        tag = name
        wanted = arguments.list("id_list") ?? []
        key = arguments.text("event_id", default: "id")
        timeout = arguments.duration("timeout") ?? .seconds(300)
        if let node = arguments.text("node"), node != "master" {
            arguments.refuse("node", "there are no events of '\(node)' here", hint: "leave 'node' out")
        }
    }

    package func observe(with reader: MasterReach, in run: RunContext) async throws {}

    package func plan(_ seen: Void) -> Plan<[Value]> {
        .changing([wanted], predicted: [:], comment: "Orchestration would wait for event '\(tag)'")
    }

    package func apply(_ wanted: [Value], with writer: MasterReach, in run: RunContext) async throws -> Applied {
        let events = await writer.events.subscribe(glob: tag)
        let begun = ContinuousClock.now
        let watch = await withTaskGroup(of: EventWatch?.self) { group in
            group.addTask { [key] in
                var watch = EventWatch(wanted: wanted, key: key)
                if watch.isDone { return watch }
                for await event in events {
                    watch.look(at: event)
                    if watch.isDone { break }
                }
                return watch
            }
            group.addTask { [timeout] in
                // A sleep that is cut short is followed by the end of the watch.
                do { try await Task.sleep(for: timeout) } catch {}
                return nil
            }
            var watch: EventWatch?
            for await finished in group {
                watch = finished ?? watch
                group.cancelAll()
            }
            return watch
        }
        try Task.checkCancellation()
        let seen = watch?.seen ?? []
        let changes: ValueMap = seen.isEmpty ? [:] : ["minions_seen": .list(seen)]
        guard let watch, watch.isDone else {
            let missing = (watch?.left ?? wanted).compactMap(\.scalarText).joined(separator: ", ")
            return .failed("Timeout value reached.\nNot seen: \(missing)", changes: changes)
        }
        let seconds = begun.duration(to: .now) / .seconds(1)
        return Applied("All events seen in \(seconds) seconds.", changes: changes)
    }
}

/// What of a list events have named.
struct EventWatch: Sendable {
    private(set) var left: [Value]
    private(set) var seen: [Value] = []
    private let key: String

    /// - Parameter key: where an event names one, or a list of them: in its data, or below `data` in that.
    init(wanted: [Value], key: String) {
        left = wanted
        self.key = key
    }

    var isDone: Bool { left.isEmpty }

    mutating func look(at event: Event) {
        let named = [event.data[key], event.data["data"]?[key]].lazy.compactMap { $0 }.first { !$0.isNull }
        guard let named else { return }
        for value in named.list ?? [named] {
            guard let index = left.firstIndex(of: value) else { continue }
            seen.append(left.remove(at: index))
        }
    }
}
