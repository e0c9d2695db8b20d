import Host
import Modules
import Synchronization
import Values

/// Services and packages that exist only in a test, and note what they were told.
final class FakeHost: ServiceWriting, PackageWriting, CommandRunner {
    struct State {
        var running: Set<String> = []
        var enabled: Set<String> = []
        var available: Set<String> = []
        var packages: [String: String] = [:]
        var candidates: [String: String] = [:]
        var log: [String] = []
        /// Commands that end with this code.
        var exitCode = 0
    }

    private let state: Mutex<State>

    init(_ state: State) { self.state = Mutex(state) }

    var log: [String] { state.withLock { $0.log } }

    var writer: HostWriter {
        HostWriter(files: SystemFiles(), accounts: SystemAccounts(), commands: self, packages: self, services: self)
    }

    func isAvailable(_ name: String) -> Bool { state.withLock { $0.available.contains(name) } }
    func isRunning(_ name: String) -> Bool { state.withLock { $0.running.contains(name) } }
    func isEnabled(_ name: String) -> Bool { state.withLock { $0.enabled.contains(name) } }
    func all() -> [String] { state.withLock { $0.available.sorted() } }

    func tell(_ name: String, _ action: ServiceAction) -> CommandResult {
        state.withLock { state in
            state.log.append("\(action.rawValue) \(name)")
            guard state.exitCode == 0 else { return CommandResult(exitCode: state.exitCode, output: "", errors: "no") }
            switch action {
            case .start, .restart: state.running.insert(name)
            case .stop: state.running.remove(name)
            case .enable: state.enabled.insert(name)
            case .disable: state.enabled.remove(name)
            case .reload: break
            }
            return CommandResult(exitCode: 0)
        }
    }

    func installed() -> [String: String] { state.withLock { $0.packages } }
    func candidate(of name: String, release: String?) -> String? { state.withLock { $0.candidates[name] } }
    func available(_ name: String) -> [String] { state.withLock { $0.candidates[name].map { [$0] } ?? [] } }
    func selections() -> [String: String] { state.withLock { $0.packages.mapValues { _ in "install" } } }
    func package(in file: [UInt8]) -> PackageWish? { nil }
    func select(_ name: String, _ selection: String) -> CommandResult { CommandResult(exitCode: 0) }
    func install(files: [String], _ manner: PackageInstallation) -> CommandResult { CommandResult(exitCode: 1) }

    func refresh() -> CommandResult {
        state.withLock { $0.log.append("refresh") }
        return CommandResult(exitCode: 0)
    }

    func install(_ wishes: [PackageWish], _ manner: PackageInstallation) -> CommandResult {
        state.withLock { state in
            for wish in wishes {
                state.log.append("install \(wish.name)")
                guard let version = wish.version ?? state.candidates[wish.name] else {
                    return CommandResult(exitCode: 100, output: "", errors: "E: Unable to locate package \(wish.name)")
                }
                state.packages[wish.name] = version
            }
            return CommandResult(exitCode: 0)
        }
    }

    func remove(_ names: [String], purging: Bool) -> CommandResult {
        state.withLock { state in
            for name in names { state.packages[name] = nil }
            return CommandResult(exitCode: 0)
        }
    }

    func run(_ request: CommandRequest) -> CommandResult {
        state.withLock { state in
            if case .arguments(let words) = request.line { state.log.append(words.joined(separator: " ")) }
            return CommandResult(exitCode: state.exitCode)
        }
    }
}
