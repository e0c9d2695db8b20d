import Model
import Testing
import Values

/// The rule by which a job ends for a minion; the words are those of `docs/reference/delivery.md`.
struct JobOutcomeTests {
    @Test(
        arguments: [
            (0, false, .succeeded), (1, false, .failed), (-15, false, .failed), (1, true, .refused),
            (0, true, .refused),
        ] as [(Int, Bool, JobOutcome)])
    func `a return in time has the outcome that it says`(retcode: Int, isRefusal: Bool, outcome: JobOutcome) {
        let returned = JobOutcome(retcode: retcode, isRefusal: isRefusal)
        #expect(returned == outcome)
        for isReached in [true, false] {
            let known = JobExpectation(isReached: isReached, isGivenUp: false, returned: returned)
            #expect(known.outcome == outcome)
        }
    }

    @Test(arguments: [nil, .succeeded, .failed, .refused] as [JobOutcome?])
    func `who was given up stays so, whatever comes later`(late: JobOutcome?) {
        #expect(JobExpectation(isReached: true, isGivenUp: true, returned: late).outcome == .timedOut)
        #expect(JobExpectation(isReached: false, isGivenUp: true, returned: late).outcome == .unreachable)
    }

    @Test(arguments: [true, false])
    func `as long as somebody waits it is not over`(isReached: Bool) {
        #expect(JobExpectation(isReached: isReached, isGivenUp: false, returned: nil).outcome == nil)
    }

    @Test func `nothing but success is one`() throws {
        var answer = JobReturn(
            id: JobID(microseconds: 1), minion: try MinionID("web1"), function: "test.ping", value: true, retcode: 0)
        #expect(answer.isSuccess && MinionOutcome.returned(answer).isSuccess)
        answer.isRefusal = true
        #expect(!answer.isSuccess && !MinionOutcome.returned(answer).isSuccess)
        #expect(!MinionOutcome.timedOut.isSuccess && !MinionOutcome.unreachable.isSuccess)
    }

    @Test func `a refusal comes through as one, and never with the return code of a success`() throws {
        let minion = try MinionID("web1")
        var answer = JobReturn(
            id: JobID(microseconds: 1), minion: minion, function: "test.ping", value: "expired", retcode: 1)
        #expect(try JobReturn(body: answer.body, from: minion).outcome == .failed)
        answer.isRefusal = true
        answer.retcode = 0
        let received = try JobReturn(body: answer.body, from: minion)
        #expect(received.outcome == .refused)
        #expect(received.retcode == 1)
    }
}
