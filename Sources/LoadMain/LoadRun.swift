import Glibc
import Values

/// Starts the clients, ends them in time or on a signal, and writes the report.
struct LoadRun {
    let options: LoadOptions

    /// - Returns: The sum of all clients.
    func run() throws(LoadOptions.Refusal) -> Tally {
        let events = try options.eventsFile.map { path throws(LoadOptions.Refusal) in try EventLog(path: path) }
        // Blocked here, before there are other threads, so that only `waitForEnd` gets them.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let control = LoadControl(requests: options.requests)
        let count = options.keepAliveClients + options.newConnectionClients
        var threads: [ClientThread] = []
        for index in 0..<count {
            // The two kinds take turns, so that both are spread over each interval.
            let kind: RequestRecord.Kind =
                (index + 1) * options.keepAliveClients / count > index * options.keepAliveClients / count
                ? .keepAlive : .newConnection
            let client = LoadClient(
                options: options, kind: kind, index: index, count: count, control: control, events: events)
            let thread = ClientThread(client)
            guard thread.start() else {
                control.end()
                throw .init(message: "the system gives no thread for client \(index + 1)")
            }
            threads.append(thread)
        }
        waitForEnd(threads, signals)
        control.end()
        var sum = Tally()
        for thread in threads { sum.add(thread.join()) }
        return sum
    }

    private func waitForEnd(_ threads: [ClientThread], _ signals: sigset_t) {
        var signals = signals
        let end = RequestRecord.now() + options.duration * 1000
        while RequestRecord.now() < end, !threads.allSatisfy(\.hasEnded) {
            var step = timespec(tv_sec: 0, tv_nsec: 20_000_000)
            if sigtimedwait(&signals, nil, &step) > 0 { return }
        }
    }

    func writeReport(_ tally: Tally) throws(LoadOptions.Refusal) {
        let text = JSON.write(tally.report, style: .pretty) + "\n"
        guard let path = options.reportFile else { return print(text, terminator: "") }
        let temporary = "\(path).new"
        guard let file = fopen(temporary, "w") else {
            throw .init(message: "cannot write \(path): \(String(cString: strerror(errno)))")
        }
        fputs(text, file)
        guard fclose(file) == 0, rename(temporary, path) == 0 else {
            throw .init(message: "cannot write \(path): \(String(cString: strerror(errno)))")
        }
    }
}
