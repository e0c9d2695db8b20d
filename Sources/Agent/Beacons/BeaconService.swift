import Execution
package import Logging
package import Model
package import Modules
import ServiceLifecycle
import Values

/// Asks the minion's beacons, and reports what they tell. Without beacons it sleeps.
package struct BeaconService: Service, CustomStringConvertible {
    private let book: BeaconBook
    private let minion: MinionID
    private let host: HostReader
    private let isStateRunning: @Sendable () async -> Bool
    private let report: @Sendable (Event) -> Void
    private let logger: Logger
    private let alarm = Alarm()
    private let start = ContinuousClock.now

    /// - Parameter isStateRunning: whether a function of `state` is being carried out.
    package init(
        book: BeaconBook, minion: MinionID, host: HostReader, isStateRunning: @escaping @Sendable () async -> Bool,
        report: @escaping @Sendable (Event) -> Void, logger: Logger
    ) {
        self.book = book
        self.minion = minion
        self.host = host
        self.isStateRunning = isStateRunning
        self.report = report
        self.logger = logger
        book.onChange { [alarm] in alarm.ring() }
    }

    package var description: String { "beacons" }

    package func run() async throws {
        await cancelWhenGracefulShutdown { await follow() }
        // A service that ends early would end the others.
        try await gracefulShutdown()
    }

    private func follow() async {
        var table = BeaconTable()
        while !Task.isCancelled {
            for problem in table.follow(book.beacons, now: now) {
                logger.error("a beacon watches nothing: \(problem)")
            }
            for name in table.due(at: now) { await ask(name, &table) }
            await alarm.sleep(for: table.next.map { .seconds(max(0, $0 - now)) })
        }
    }

    /// Seconds since the start, by a clock that is never set.
    private var now: Double { start.duration(to: .now).seconds }

    private func ask(_ name: String, _ table: inout BeaconTable) async {
        guard var watch = table.take(name) else { return }
        let asked = now
        if watch.settings.pausesDuringStateRun, await isStateRunning() {
            watch.rest()
            return table.putBack(watch, asked: asked)
        }
        let signals: [BeaconSignal]
        do {
            signals = try await watch.look(host, at: Double(Agent.microseconds()) / 1e6)
        } catch {
            signals = [BeaconSignal(failure: error)]
        }
        // What is cut off when the minion stops is no failure.
        if Task.isCancelled { return }
        let news = table.news(of: name, signals)
        for signal in news.told {
            if signal.isFailure { tell(name, of: signal) }
            report(event(name, signal))
        }
        if news.isMended { logger.warning("a beacon can look again", metadata: ["name": "\(name)"]) }
        table.putBack(watch, asked: asked, isOver: watch.settings.runsOnce)
    }

    private func tell(_ name: String, of failure: BeaconSignal) {
        var metadata: Logger.Metadata = ["name": "\(name)"]
        if !failure.suffix.isEmpty { metadata["of"] = "\(failure.suffix)" }
        logger.error("a beacon can't look: \(failure.data["error"]?.string ?? "")", metadata: metadata)
    }

    /// The data as it is and again under `data`, since reactors are written for either.
    private func event(_ name: String, _ signal: BeaconSignal) -> Event {
        var data = signal.data
        data["id"] = .string(minion.text)
        var whole = data
        whole["beacon_name"] = .string(name)
        whole["data"] = .map(data)
        return Event(tag: "salt/beacon/\(minion)/\(name)/\(signal.suffix)", data: whole)
    }
}
