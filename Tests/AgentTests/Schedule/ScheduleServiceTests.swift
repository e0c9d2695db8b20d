import Agent
import Logging
import Model
import Modules
import Synchronization
import Testing
import Values

struct ScheduleServiceTests {
    /// Notes what is started; a job that is told to last is under way for ever.
    private final class Starts: OwnJobStarting {
        struct Start: Hashable {
            var name: String
            var function: FunctionName
            var returnsToMaster: Bool
        }

        private let all = Mutex<[Start]>([])
        private let lasting: Set<String>

        init(lasting: Set<String> = []) { self.lasting = lasting }

        var starts: [Start] { all.withLock { $0 } }
        var names: [String] { starts.map(\.name) }

        func start(_ call: FunctionCall, named name: String, returnsToMaster: Bool) -> JobID {
            all.withLock { $0.append(Start(name: name, function: call.function, returnsToMaster: returnsToMaster)) }
            return JobID(microseconds: 1)
        }

        func running(_ name: String) -> Int { lasting.contains(name) ? names.count { $0 == name } : 0 }
    }

    private final class Readiness: Sendable {
        private let value = Mutex(false)
        var isThere: Bool {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    private func service(
        _ book: ScheduleBook, _ starts: Starts, startup: FunctionCall? = nil,
        isReady: @escaping @Sendable () -> Bool = { true }, alarm: Alarm = Alarm()
    ) -> ScheduleService {
        ScheduleService(
            book: book, startup: startup, jobs: starts, isReady: isReady, alarm: alarm,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func living(_ service: ScheduleService, _ body: () async throws -> Void) async throws {
        let life = Task { try await service.run() }
        defer { life.cancel() }
        try await body()
    }

    private func eventually(_ holds: () -> Bool) async throws -> Bool {
        let limit = ContinuousClock.now + .seconds(60)
        while !holds(), ContinuousClock.now < limit { try await Task.sleep(for: .milliseconds(5)) }
        return holds()
    }

    @Test func `nothing runs before the master is there, then what is for the start, then the schedule`() async throws {
        let book = ScheduleBook(
            ["a": ["function": "test.ping", "hours": 1, "return_job": false]], fragment: nil, zone: .utc)
        let starts = Starts()
        let ready = Readiness()
        let alarm = Alarm()
        let service = service(
            book, starts, startup: FunctionCall("state.highstate"), isReady: { ready.isThere }, alarm: alarm)
        try await living(service) {
            try await Task.sleep(for: .milliseconds(50))
            #expect(starts.names == [])
            ready.isThere = true
            alarm.ring()
            #expect(try await eventually { starts.starts.count == 2 })
            #expect(
                starts.starts == [
                    .init(name: "startup_states", function: "state.highstate", returnsToMaster: true),
                    .init(name: "a", function: "test.ping", returnsToMaster: false),
                ])
        }
    }

    @Test func `a job of the pillar begins when the pillar is known, and ends with it`() async throws {
        let book = ScheduleBook([:], fragment: nil, zone: .utc)
        let starts = Starts()
        try await living(service(book, starts)) {
            book.use(pillar: ["schedule": ["p": ["function": "test.ping", "seconds": 1]]])
            #expect(try await eventually { starts.names.count > 1 })
            book.use(pillar: [:])
            let count = starts.names.count
            try await Task.sleep(for: .milliseconds(1500))
            #expect(starts.names.count <= count + 1)
        }
    }

    @Test func `a job that is under way is not started beyond maxrunning`() async throws {
        let book = ScheduleBook(
            [
                "one": ["function": "test.ping", "seconds": 1],
                "two": ["function": "test.ping", "seconds": 1, "maxrunning": 2],
                "any": ["function": "test.ping", "seconds": 1, "jid_include": false],
            ], fragment: nil, zone: .utc)
        let starts = Starts(lasting: ["one", "two", "any"])
        try await living(service(book, starts)) {
            let isOften = try await eventually { starts.names.count(where: { $0 == "any" }) >= 4 }
            #expect(isOften)
        }
        #expect(starts.names.filter { $0 == "one" }.count == 1)
        #expect(starts.names.filter { $0 == "two" }.count == 2)
    }

    @Test func `it sleeps without a schedule`() async throws {
        let alarm = Alarm()
        let begun = ContinuousClock.now
        await alarm.sleep(for: .milliseconds(30))
        #expect(ContinuousClock.now - begun >= .milliseconds(30))
        alarm.ring()
        alarm.ring()
        await alarm.sleep(for: nil)
        let sleeper = Task { await alarm.sleep(for: nil) }
        try await Task.sleep(for: .milliseconds(20))
        sleeper.cancel()
        await sleeper.value
    }
}
