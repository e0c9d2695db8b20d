import Execution
import Logging
import Model
import Synchronization
import Testing
import Values

@testable import ControlPlane

@Suite(.timeLimit(.minutes(5)))
struct ReactorTests {
    /// Files that are there already, as values; those that are not there fail.
    private struct Files: ReactionRendering {
        let render: @Sendable (String, String, ValueMap) throws -> Value

        func render(_ file: String, tag: String, data: ValueMap) async throws -> [(file: String, value: Value)] {
            [(file, try render(file, tag, data))]
        }
    }

    /// Files that take for ever.
    private struct Stuck: ReactionRendering {
        func render(_ file: String, tag: String, data: ValueMap) async throws -> [(file: String, value: Value)] {
            try await Task.sleep(for: .seconds(600))
            return []
        }
    }

    /// Keeps the metadata of what is logged.
    private struct LogKeeper: LogHandler {
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]
        let log: Log

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { log.note("\(event.level) \(event.metadata?["events.lost"]?.description ?? "-")") }
    }

    private final class Log: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func note(_ line: String) { lines.withLock { $0.append(line) } }
    }

    private let master: TestMaster
    private let log = Log()

    init() async throws { master = try await TestMaster(["web1": [:]]) }

    private func reactor(
        _ rules: [ReactorRule], limits: Reactor.Limits = .init(),
        _ render: @escaping @Sendable (String, String, ValueMap) throws -> Value
    ) throws -> Reactor {
        let runners = try master.runners([
            .init(name: "test.note", summary: "", parameters: [.required("text")]) { [log] arguments, call in
                log.note("\(call.user) \(try arguments.text("text"))")
                return FunctionResult(true)
            },
            .init(name: "test.fail", summary: "", parameters: []) { _, _ in throw Diagnostic("it broke") },
        ])
        return Reactor(
            rules: rules, limits: limits, jobs: master.jobs, runners: runners, wheels: runners,
            renderer: Files(render: render), logger: master.jobs.logger)
    }

    /// Lets the reactor work, and publishes events once it listens.
    private func reacting(_ reactor: Reactor, to events: [Event], _ body: () async throws -> Void) async throws {
        let others = await master.events.listenerCount
        let life = Task { try await reactor.run() }
        defer { life.cancel() }
        #expect(await eventually { await master.events.listenerCount > others })
        for event in events { await master.events.publish(event) }
        try await body()
    }

    private static func note(_ text: String) -> Value { ["id": ["runner.test.note": [["text": .string(text)]]]] }

    @Test func `each rule that matches has its turn, in order, with the event's tag and data`() async throws {
        let reactor = try reactor(
            [
                ReactorRule(tag: "deploy/*", files: ["a", "b"]), ReactorRule(tag: "other", files: ["x"]),
                ReactorRule(tag: "*", files: ["c"]),
            ], limits: .init(workers: 1)
        ) { file, tag, data in Self.note("\(file) \(tag) \(data["v"]?.int ?? 0)") }
        let events = (1...3).map { Event(tag: "deploy/app", data: ["v": .int($0)]) }
        try await reacting(reactor, to: events) {
            #expect(await eventually { log.all.count >= 9 })
        }
        #expect(log.all == (1...3).flatMap { v in ["a", "b", "c"].map { "Reactor \($0) deploy/app \(v)" } })
    }

    @Test func `a call on minions is a job by Reactor`() async throws {
        let reactor = try reactor([ReactorRule(tag: "go", files: ["a"])]) { _, _, _ in
            ["x": ["local.test.ping": [["tgt": "web*"]]]]
        }
        try await reacting(reactor, to: [Event(tag: "go", data: [:])]) {
            #expect(await eventually { await !master.store.jobs(limit: 10).isEmpty })
        }
        let jobs = await master.store.jobs(limit: 10)
        #expect(jobs.map(\.job.user) == ["Reactor"])
        #expect(jobs.map(\.job.call.function) == ["test.ping"])
    }

    @Test func `what fails is told with its place, and the next one has its turn`() async throws {
        let heard = await master.events.subscribe(glob: "pigeon/reactor/failed")
        let reactor = try reactor([ReactorRule(tag: "go", files: ["gone", "odd", "fails", "good"])]) { file, _, _ in
            switch file {
            case "gone": throw Diagnostic("there is no file gone")
            case "odd": ["x": ["local.test.ping": []]]
            case "fails": ["y": ["runner.test.fail": []]]
            default: Self.note("good")
            }
        }
        try await reacting(reactor, to: [Event(tag: "go", data: [:])]) {
            #expect(await eventually { log.all == ["Reactor good"] })
            var told: [String] = []
            for await event in heard {
                told.append("\(event.data["file"]?.string ?? "") \(event.data["id"]?.string ?? "-")")
                if told.count == 3 { break }
            }
            #expect(told.sorted() == ["fails y", "gone -", "odd -"])
        }
    }

    @Test func `what reactions cause directly is not reacted to`() async throws {
        let reactor = try reactor([ReactorRule(tag: "*", files: ["a"])]) { _, tag, _ in Self.note(tag) }
        try await reacting(reactor, to: [Event(tag: "go", data: [:])]) {
            #expect(await eventually { log.all.count == 1 })
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(log.all == ["Reactor go"])
    }

    @Test func `events that nothing can be done about any more are counted and logged, each doubling`() async throws {
        let runners = try master.runners()
        let reactor = Reactor(
            rules: [ReactorRule(tag: "go", files: ["a"])], limits: .init(waiting: 1), jobs: master.jobs,
            runners: runners, wheels: runners, renderer: Stuck(),
            logger: Logger(label: "test") { [log] _ in LogKeeper(log: log) })
        // One is being answered, if so many, and one waits: at least four of six are lost.
        try await reacting(reactor, to: Array(repeating: Event(tag: "go", data: [:]), count: 6)) {
            #expect(log.all == ["error 1", "error 2", "error 4"])
        }
    }

    @Test func `a chain of reactions to the returns of reactions comes to an end`() async throws {
        let web1 = try MinionID("web1")
        let lines = await master.switchboard.connect(web1).lines
        let minion = Task { [jobs = master.jobs] in
            for await case .job(let order) in lines {
                try await jobs.record(
                    JobReturn(id: order.id, minion: web1, function: order.call.function, value: true, retcode: 0))
            }
        }
        defer { minion.cancel() }
        let heard = await master.events.subscribe(glob: "pigeon/reactor/failed")
        let reactor = try reactor([
            ReactorRule(tag: "go", files: ["a"]), ReactorRule(tag: "salt/job/*/ret/*", files: ["a"]),
        ]) { _, _, _ in ["x": ["local.test.ping": [["tgt": "*"]]]] }
        try await reacting(reactor, to: [Event(tag: "go", data: [:])]) {
            for await event in heard {
                #expect(event.data["error"]?.string?.contains("looks like a loop") == true)
                break
            }
        }
        #expect(await master.store.jobs(limit: 100).count == ReactionChain.limit)
    }
}
