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
}
