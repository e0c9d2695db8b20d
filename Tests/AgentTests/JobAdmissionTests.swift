import Agent
import Model
import Testing

struct JobAdmissionTests {
    private let order = JobOrder(
        id: JobID(microseconds: 1), call: FunctionCall("test.ping"), expires: 10_000_000)

    @Test func `a new job runs`() {
        #expect(JobAdmission.decide(order, now: 5_000_000, isKnown: false, backlog: nil) == .run)
    }

    @Test func `a job that was seen before is ignored, even when it has expired or the spool is full`() {
        #expect(JobAdmission.decide(order, now: 5_000_000, isKnown: true, backlog: nil) == .ignore)
        #expect(JobAdmission.decide(order, now: 50_000_000, isKnown: true, backlog: "full") == .ignore)
    }

    @Test func `a job that comes too late is answered and not run`() {
        #expect(
            JobAdmission.decide(order, now: 45_000_000, isKnown: false, backlog: nil)
                == .refuse("expired: the job came 35 s after the time by which it had to start"))
    }

    @Test func `a full spool refuses new jobs with the reason`() {
        #expect(
            JobAdmission.decide(order, now: 5_000_000, isKnown: false, backlog: "2 returns wait")
                == .refuse("the minion takes no new jobs: 2 returns wait"))
    }

    @Test func `a job of the minion's own is never run because the master says so`() {
        let own = JobOrder(id: order.id, call: order.call, expires: Job.neverOrdered)
        #expect(JobAdmission.decide(own, now: 5_000_000, isKnown: true, backlog: nil) == .ignore)
        // The clock is of no matter.
        for now in [-1, 0, 5_000_000] as [Int64] {
            #expect(
                JobAdmission.decide(own, now: now, isKnown: false, backlog: nil)
                    == .refuse("the minion started this job by itself and does not know it any more"))
        }
    }
}
