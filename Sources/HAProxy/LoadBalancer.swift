package import Logging

/// The HAProxy of this host: its file, its running workers and the map, kept the same.
package struct LoadBalancer: Sendable {
    package let settings: HAProxySettings
    let logger: Logger

    package init(settings: HAProxySettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
    }

    /// How long a change waits for another one: two reloads.
    var lockDeadline: Duration { settings.reloadDeadline * 2 }

    /// The newest worker's commands.
    package var worker: RuntimeClient {
        RuntimeClient(adminSocket: settings.adminSocket, deadline: settings.commandDeadline)
    }

    package var master: MasterClient {
        MasterClient(masterSocket: settings.masterSocket, deadline: settings.commandDeadline)
    }

    package var mapFile: MapFile { MapFile(path: settings.stacksMap) }

    /// Workers of earlier configurations that still serve connections; none when there is no master socket.
    package func oldWorkers() async throws(HAProxyError) -> [RuntimeClient] {
        do throws(HAProxyError) {
            return try await master.showProcesses().oldWorkers.map {
                RuntimeClient(masterSocket: settings.masterSocket, worker: $0.pid, deadline: settings.commandDeadline)
            }
        } catch {
            switch error {
            case .socketMissing, .connectionRefused: return []
            default: throw error
            }
        }
    }

    /// What `show info` of the newest worker says, or nil when HAProxy does not run.
    ///
    /// - Throws: `socketLost` for one that runs and has lost its socket: it must not be started a second time.
    package func running() async throws(HAProxyError) -> WorkerInformation? {
        do throws(HAProxyError) {
            return try await worker.showInfo()
        } catch {
            switch error {
            case .socketMissing(let path):
                if let pid = try Reload(settings: settings).masterFromPidFile() {
                    throw .socketLost(path: path, process: pid)
                }
                return nil
            case .connectionRefused: return nil
            default: throw error
            }
        }
    }

    /// Starts HAProxy as a daemon, for places without a service manager; gives the master's process id.
    package func start() async throws(HAProxyError) -> Int { try await Reload(settings: settings).start() }

    /// Ends the HAProxy that `start` started; requests in flight are cut.
    package func stop() async throws(HAProxyError) { try await Reload(settings: settings).stop() }

    /// The configuration file that is in place; an empty one when there is none.
    package func file() throws(HAProxyError) -> ConfigurationFile {
        ConfigurationFile(try AtomicFile.read(settings.configurationFile) ?? "")
    }

    /// The entries of the stacks map: HAProxy's own when it runs and has the map, else the file's.
    package func entries() async throws(HAProxyError) -> [MapEntry] {
        do throws(HAProxyError) {
            return try await worker.showMap(settings.stacksMap)
        } catch {
            switch error {
            case .socketMissing, .connectionRefused, .commandRefused: return try mapFile.read()
            default: throw error
            }
        }
    }

    /// Changes the map in the file and in all workers; nil takes a key away.
    ///
    /// When somebody else reloads HAProxy meanwhile, the switch is repeated for the worker that came up.
    package func switchMap(_ changes: [String: String?]) async throws(HAProxyError) -> MapSwitch.Outcome {
        let pid = try await worker.showInfo().pid
        var outcome = try await mapSwitch().perform(changes)
        if try await worker.showInfo().pid != pid {
            let before = outcome.before
            outcome = try await mapSwitch().perform(changes)
            outcome.before = before
        }
        logger.info(
            "Stacks map switched",
            metadata: [
                "haproxy.map": "\(settings.stacksMap)", "haproxy.after": "\(outcome.after)",
                "haproxy.milliseconds": "\(outcome.milliseconds)",
            ])
        return outcome
    }

    private func mapSwitch() async throws(HAProxyError) -> MapSwitch {
        MapSwitch(file: mapFile, worker: worker, oldWorkers: try await oldWorkers())
    }

    /// Requests that are served or queued in a backend now, or on some of its servers, over all workers.
    package func sessions(of backend: String, servers: [ServerReference]? = nil) async throws(HAProxyError) -> Int {
        let names = servers.map { Set($0.filter { $0.backend == backend }.map(\.server)) }
        func count(_ rows: [StatisticsRow]) -> Int {
            rows.filter { row in
                guard let names else { return row.kind == .backend }
                return row.kind == .server && names.contains(row.service)
            }.reduce(0) { $0 + $1.currentSessions + $1.queued }
        }
        var sum = count(try await worker.showStatistics(of: backend))
        for old in try await oldWorkers() {
            do throws(HAProxyError) {
                sum += count(try await old.showStatistics(of: backend))
            } catch {
                // It has ended, or never had the backend: it has no sessions there.
                switch error {
                case .commandRefused, .connectionBroken, .unreadableAnswer: continue
                default: throw error
                }
            }
        }
        return sum
    }

    /// Waits until a backend, or some of its servers, have no sessions; gives the number that is left when the
    /// deadline passes.
    package func waitUntilDrained(
        _ backend: String, servers: [ServerReference]? = nil, deadline: Duration
    ) async throws(HAProxyError) -> Int {
        let end = ContinuousClock.now.advanced(by: deadline)
        while true {
            let left = try await sessions(of: backend, servers: servers)
            if left == 0 || ContinuousClock.now >= end { return left }
            do { try await Task.sleep(for: .milliseconds(50)) } catch {
                throw .cancelled(action: "wait until \(backend) is drained")
            }
        }
    }
}
