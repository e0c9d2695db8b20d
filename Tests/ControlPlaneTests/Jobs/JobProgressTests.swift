import Model
import Testing
import Values

@testable import ControlPlane

/// What the master knows of state runs that are under way.
@Suite(.timeLimit(.minutes(5)))
struct JobProgressTests {
    private let master: TestMaster
    private let web1: MinionID
    private let job: Job

    init() async throws {
        web1 = try MinionID("web1")
        master = try await TestMaster(["web1": [:]])
        job = try #require(
            try await master.jobs.start(
                FunctionCall("state.apply"), target: Target("*"), as: "root", life: .seconds(60)))
    }

    private func report(_ tag: String, _ data: ValueMap) async throws {
        let event: Value = ["tag": .string(tag), "data": ["id": "web1", "data": .map(data)]]
        try await master.minionGateway.report(eventBody: ["events": [event]], from: web1)
    }

    private func begins(_ id: String, place: Int, done: Int?) async throws {
        var data: ValueMap = ["__id__": .string(id), "fun": "test.nop", "place": .int(place), "len": 4]
        if let done { data["done"] = .int(done) }
        try await report("pigeon/job/\(job.id)/running/web1", data)
    }

    private func ends(_ id: String, done: Int) async throws {
        try await report(
            "salt/job/\(job.id)/prog/web1/\(done)",
            ["ret": ["__id__": .string(id)], "fun": "test.nop", "len": 4, "done": .int(done)])
    }

    /// `1 of 4: a b`
    private func progress() async throws -> String? {
        guard let own = try await JobListing(jobs: master.jobs).one(job.id.text)["Progress"]?["web1"] else {
            return nil
        }
        let running = (own["running"]?.list ?? []).map { $0["id"]?.string ?? "" }
        return "\(own["done"]?.int ?? -1) of \(own["total"]?.int ?? -1): \(running.joined(separator: " "))"
    }

    @Test func `a run is as far as its states say, until it returns`() async throws {
        #expect(try await progress() == nil)
        try await begins("a", place: 1, done: 0)
        #expect(try await progress() == "0 of 4: a")
        try await ends("a", done: 1)
        #expect(try await progress() == "1 of 4: ")
        try await begins("b", place: 2, done: 1)
        try await begins("c", place: 3, done: 1)
        #expect(try await progress() == "1 of 4: b c")
        try await ends("b", done: 2)
        #expect(try await progress() == "2 of 4: c")
        try await master.jobs.record(
            JobReturn(id: job.id, minion: web1, function: "state.apply", value: [:], retcode: 0))
        #expect(try await progress() == nil)
        #expect(master.jobs.progress.progress(of: job.id, on: web1) == nil)
    }

    @Test func `what was not heard of the end of a state is made good by the next one`() async throws {
        try await begins("a", place: 1, done: 0)
        try await begins("c", place: 3, done: 2)
        #expect(try await progress() == "2 of 4: c")
        // As it says it again when it has connected anew, and one that does not say how many are done.
        try await begins("c", place: 3, done: 2)
        try await begins("d", place: 4, done: nil)
        #expect(try await progress() == "3 of 4: d")
    }

    @Test func `a minion can't fill the master's memory, nor speak for another`() async throws {
        for number in 0..<200 {
            try await report(
                "pigeon/job/\(JobID(microseconds: Int64(number)))/running/web1",
                ["__id__": .string(String(repeating: "x", count: 10_000)), "place": 1, "len": 1, "done": 0])
        }
        for tag in ["pigeon/job/\(job.id)/running/web2", "/pigeon/job/\(job.id)/running/web2"] {
            try await report(tag, ["__id__": "a", "place": 1, "len": 1])
        }
        let kept = (0..<200).compactMap { master.jobs.progress.progress(of: JobID(microseconds: $0), on: web1) }
        #expect(kept.count <= 32)
        #expect(kept.allSatisfy { $0.running.allSatisfy { $0.id.count <= 256 } })
        #expect(master.jobs.progress.progress(of: job.id, on: try MinionID("web2")) == nil)
        try await report("pigeon/job/nonsense/running/web1", ["__id__": "a", "place": 1, "len": 1])
    }

    @Test func `a minion can't say more than the master can count`() async throws {
        for number in [Int.max, Int.min] {
            try await begins("a", place: number, done: number)
            try await report("salt/job/\(job.id)/prog/web1/1", ["ret": ["__id__": "b"], "fun": "test.nop"])
            try await begins("c", place: number, done: nil)
        }
        for state in 0..<1000 { try await begins("\(state)", place: .max, done: 0) }
        let running = try #require(master.jobs.progress.progress(of: job.id, on: web1)?.running)
        #expect(running.count <= 256)
        #expect(running.last?.id == "999")
    }

    @Test func `what is told of a run after its return is not kept`() async throws {
        try await master.jobs.record(
            JobReturn(id: job.id, minion: web1, function: "state.apply", value: [:], retcode: 0))
        try await ends("c", done: 3)
        try await begins("d", place: 4, done: 3)
        try await ends("d", done: 4)
        #expect(master.jobs.progress.progress(of: job.id, on: web1) == nil)
    }

    @Test(arguments: [true, false])
    func `who waits is told of the states if they want to be`(wantsSteps: Bool) async throws {
        var lines = await master.switchboard.connect(web1).lines.makeAsyncIterator()
        let heard = HeardTags()
        let tell: @Sendable (Event) async -> Void = { await heard.add($0.tag) }
        async let answer = master.jobs.run(
            FunctionCall("state.apply"), on: [web1], as: "root", patience: .seconds(60),
            steps: wantsSteps ? tell : nil, heard: { await tell($0.event) })
        guard case .job(let order) = await lines.next() else {
            Issue.record("no order")
            return
        }
        let running = "pigeon/job/\(order.id)/running/web1"
        try await report(running, ["__id__": "a", "fun": "test.nop", "place": 1, "len": 1, "done": 0])
        try await master.jobs.record(
            JobReturn(id: order.id, minion: web1, function: "state.apply", value: [:], retcode: 0))
        _ = try await answer
        let returned = "salt/job/\(order.id)/ret/web1"
        #expect(await heard.tags == (wantsSteps ? [running, returned] : [returned]))
    }

    @Test func `who waits is not told of more states than can be read, and of the last one for certain`() async throws {
        var lines = await master.switchboard.connect(web1).lines.makeAsyncIterator()
        let heard = HeardTags()
        async let answer = master.jobs.run(
            FunctionCall("state.apply"), on: [web1], as: "root", patience: .seconds(60),
            steps: { await heard.add($0.data["data"]?["__id__"]?.string ?? "") }, heard: { _ in })
        guard case .job(let order) = await lines.next() else {
            Issue.record("no order")
            return
        }
        for number in 1...500 {
            try await report(
                "pigeon/job/\(order.id)/running/web1",
                ["__id__": .string("\(number)"), "fun": "test.nop", "place": .int(number), "len": 500])
        }
        while await heard.tags.last != "500" { try await Task.sleep(for: .milliseconds(10)) }
        #expect(await heard.tags.count < 100)
        try await master.jobs.record(
            JobReturn(id: order.id, minion: web1, function: "state.apply", value: [:], retcode: 0))
        _ = try await answer
    }
}

private actor HeardTags {
    private(set) var tags: [String] = []

    func add(_ tag: String) { tags.append(tag) }
}
