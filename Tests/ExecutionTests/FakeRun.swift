import Execution
import Logging
import Model
import Synchronization
import Values

/// What happened in a run of fake states, in order.
final class Recorder: Sendable {
    private let state = Mutex<(log: [String], events: [Event], commands: [(String, ValueMap)], time: Int64)>(
        ([], [], [], 1_700_000_000_000_000))

    var log: [String] { state.withLock { $0.log } }
    var events: [Event] { state.withLock { $0.events } }
    var commands: [(String, ValueMap)] { state.withLock { $0.commands } }

    func note(_ text: String) { state.withLock { $0.log.append(text) } }
    func note(_ event: Event) { state.withLock { $0.events.append(event) } }
    func note(_ command: String, _ options: ValueMap) { state.withLock { $0.commands.append((command, options)) } }

    /// A clock that goes on by one millisecond at every look and by its whole length at every sleep.
    var clock: RunClock {
        RunClock(
            now: {
                self.state.withLock {
                    $0.time += 1000
                    return $0.time
                }
            },
            secondsAheadOfUTC: { _ in 3600 },
            sleep: { duration in
                try Task.checkCancellation()
                self.state.withLock {
                    $0.time += Int64(duration.seconds * 1_000_000)
                    $0.log.append("sleep \(Int(duration.seconds))")
                }
            })
    }
}

/// `true` and `false` as commands, anything else can't be started; `/etc/passwd` and `/etc/group` exist; `test.echo`.
struct FakeServices: RunServices {
    struct CannotStart: Error {}

    let recorder: Recorder

    func file(_ url: String, environment: String) async throws -> [UInt8]? { nil }
    func render(template: String, named name: String, context: ValueMap, in run: RunContext) async throws -> String {
        template
    }
    func call(_ call: FunctionCall, in run: RunContext) async throws -> FunctionResult {
        guard call.function == "test.echo" else { throw Diagnostic("'\(call.function)' is not available.") }
        if call.keywords["nested"] != nil { return FunctionResult(["a": ["b": "deep"]]) }
        return FunctionResult(
            call.arguments.first ?? call.keywords["text"] ?? "", retcode: call.keywords["retcode"]?.int ?? 0)
    }
    func exitCode(of command: String, options: ValueMap) async throws -> Int {
        recorder.note(command, options)
        switch command {
        case "true": return 0
        case "false": return 1
        default: throw CannotStart()
        }
    }
    func exists(_ path: String) async -> Bool { ["/etc/passwd", "/etc/group"].contains(path) }
    func report(_ event: Event) async { recorder.note(event) }
}

/// A state whose outcome is its arguments: `result: false` fails, `changes: true` changes something before it does.
struct FakeState: StateFunction {
    static let function: FunctionName = "fake.run"
    static let summary = "Ends as its arguments say"
    let name: String
    let succeeds: Bool
    let changes: Bool
    /// The call number from which on it succeeds.
    let succeedsAt: Int
    let text: String
    let yields: Int

    init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        succeeds = arguments.flag("result", default: true)
        changes = arguments.flag("changes", default: false)
        succeedsAt = arguments.integer("succeeds_at") ?? 0
        text = arguments.text("text", default: "")
        yields = arguments.integer("yields") ?? 0
    }

    func observe(with reader: Recorder, in run: RunContext) async throws -> Int {
        for _ in 0..<yields { await Task.yield() }
        reader.note("\(run.isTest ? "test" : "run") \(name)\(text.isEmpty ? "" : " \(text)")")
        return reader.log.filter { $0 == "run \(name)" }.count
    }

    func plan(_ seen: Int) -> Plan<String> {
        guard succeeds || changes || succeedsAt > 0 && seen >= succeedsAt else { return .impossible("Failure!") }
        guard changes else { return .satisfied("Success!") }
        return .changing([name], predicted: ["would": "change"], comment: "It would change")
    }

    func apply(_ change: String, with writer: Recorder, in run: RunContext) async throws -> Applied {
        writer.note("apply \(name)")
        guard succeeds else { return .failed("Failure!", changes: ["did": "change"]) }
        return Applied("Success!", changes: ["did": "change"], extra: text == "skip_req" ? ["skip_req": true] : [:])
    }
}

/// The same, and it reacts to a watched change.
struct FakeWatcher: WatchingStateFunction {
    static let function: FunctionName = "watcher.run"
    static let summary = "Ends as its arguments say, and reacts"
    private let state: FakeState

    init(name: String, _ arguments: inout ArgumentDecoder) { state = FakeState(name: name, &arguments) }

    func observe(with reader: Recorder, in run: RunContext) async throws -> Int {
        try await state.observe(with: reader, in: run)
    }
    func plan(_ seen: Int) -> Plan<String> { state.plan(seen) }
    func planAfterWatchedChange(_ seen: Int) -> Plan<String> {
        .changing(["\(state.name) again"], predicted: ["restart": true], comment: "It would be restarted")
    }
    func apply(_ change: String, with writer: Recorder, in run: RunContext) async throws -> Applied {
        guard change != state.name else { return try await state.apply(change, with: writer, in: run) }
        writer.note("apply \(change)")
        return Applied("Restarted", changes: ["restarted": true])
    }
}

/// Runs low states of fakes.
struct FakeRun {
    let recorder = Recorder()
    var options: ValueMap = [:]
    var isTest = false

    /// - Parameter chunks: requisites are written as in an SLS, `["require": ["a"]]`, and refer to ids.
    static func low(_ chunks: [LowChunk]) -> LowState {
        var chunks = chunks
        for index in chunks.indices {
            for kind in RequisiteKind.allCases {
                guard let ids = chunks[index].globals.removeValue(forKey: kind.rawValue)?.list else { continue }
                let targets = ids.flatMap { id in chunks.indices.filter { chunks[$0].id == id.string } }
                chunks[index].requisites.append(Requisite(kind: kind, targets: targets))
            }
        }
        return LowState(chunks: chunks)
    }

    static func chunk(
        _ id: String, _ arguments: ValueMap = [:], _ globals: ValueMap = [:], function: FunctionName = "fake.run"
    ) -> LowChunk {
        LowChunk(
            state: function.module, function: function.function, name: id, id: id, sls: "t", arguments: arguments,
            globals: globals)
    }

    static func watcher(_ id: String, _ arguments: ValueMap = [:], _ globals: ValueMap = [:]) -> LowChunk {
        chunk(id, arguments, globals, function: "watcher.run")
    }

    var context: RunContext {
        get throws {
            RunContext(
                isTest: isTest, minion: try MinionID("web1"), jid: try JobID("20260101000000000000"), options: options,
                services: FakeServices(recorder: recorder),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }
    }

    var runner: StateRunner {
        get throws {
            var catalogue = Catalogue()
            catalogue.add(FakeState.self, reader: recorder, writer: recorder)
            catalogue.add(FakeWatcher.self, reader: recorder, writer: recorder)
            return StateRunner(catalogue: catalogue, context: try context, clock: recorder.clock)
        }
    }

    func run(_ chunks: [LowChunk]) async throws -> [StateReturn] { try await runner.run(Self.low(chunks)) }

    /// The return of the last chunk.
    func last(_ chunks: [LowChunk]) async throws -> StateReturn {
        let returns = try await run(chunks)
        guard let last = returns.last else { throw Diagnostic("the run returned nothing") }
        return last
    }
}
