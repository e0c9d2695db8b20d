import Agent
import Model
import Testing
import Values

struct OwnJobTests {
    @Test func `an entry of the schedule is read as Salt writes it`() throws {
        let job = try #require(
            try OwnJob(
                scheduled: "nightly",
                [
                    "function": "state.apply", "args": ["site"], "kwargs": ["test": true], "hours": 1, "minutes": 30,
                    "splay": 10, "run_on_start": false,
                ]))
        #expect(job.call == FunctionCall("state.apply", arguments: ["site"], keywords: ["test": true]))
        #expect(job.interval == .seconds(5400))
        #expect(job.splay == .seconds(10))
        #expect(!job.runsAtStart)
    }

    @Test func `a disabled entry is none`() throws {
        #expect(try OwnJob(scheduled: "a", ["function": "test.ping", "seconds": 1, "enabled": false]) == nil)
    }

    @Test(
        arguments: [
            (["seconds": 5], "schedule:a lacks 'function'"),
            (["function": "test.ping"], "schedule:a has no interval"),
            (["function": "test.ping", "second": 5], "schedule:a has the unknown key 'second'"),
            ("x", "schedule:a is a mapping, not a string"),
        ] as [(Value, String)])
    func `what is wrong is said`(entry: Value, message: String) {
        let error = #expect(throws: Diagnostic.self) { try OwnJob(scheduled: "a", entry) }
        #expect(error?.message == message)
    }
}
