import Synchronization

/// Lets one task sleep until it is rung for, or a time is over.
package final class Alarm: Sendable {
    private struct State {
        var isRung = false
        var sleeper: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    /// Wakes the sleeper; when nobody sleeps, the next sleep ends at once. Several rings are one.
    package func ring() {
        let sleeper = state.withLock { state in
            let sleeper = state.sleeper
            state.sleeper = nil
            if sleeper == nil { state.isRung = true }
            return sleeper
        }
        sleeper?.resume()
    }

    /// Sleeps until it is rung for, `duration` is over, or the task is cancelled.
    ///
    /// - Parameter duration: nil: as long as it takes.
    package func sleep(for duration: Duration?) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.rung() }
            if let duration {
                group.addTask { do { try await Task.sleep(for: duration) } catch {} }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func rung() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                let isOver = state.withLock { state in
                    if state.isRung || Task.isCancelled {
                        state.isRung = false
                        return true
                    }
                    state.sleeper = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                defer { state.sleeper = nil }
                return state.sleeper
            }
            sleeper?.resume()
        }
    }
}
