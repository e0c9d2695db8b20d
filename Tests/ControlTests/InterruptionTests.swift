import Glibc
import Testing

/// Ctrl-C ends the wait and not the work: what goes on, its id and how it is followed are said.
struct InterruptionTests {
    private let jid = "20261121001233123456"

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func `an action on a stack goes on at the master`(signal: Int32, code: Int32) throws {
        let run = try FakeAPI().pigeon(
            "stack", "release", "app", "--version", "slow", interruptedBy: signal, after: "2 containers started")
        #expect(
            run.errors.hasSuffix(
                """
                pigeon: interrupted: release of app goes on at the master as job \(jid)
                  hint: follow it: `pigeon jobs watch \(jid)`; how it ended: `pigeon stack history app`

                """))
        #expect(run.output == "")
        #expect(run.status == code)
    }

    @Test func `a job goes on on the minions`() throws {
        let run = try FakeAPI().pigeon("slow", "test.ping", interruptedBy: SIGINT, after: "web1:\n    True")
        #expect(run.output == "web1:\n    True\n")
        #expect(
            run.errors == """
                pigeon: interrupted: job \(jid) goes on on the minions
                  hint: follow it: `pigeon jobs watch \(jid)`; stop it: `pigeon jobs kill \(jid)`

                """)
        #expect(run.status == 130)
    }

    @Test func `an orchestration goes on at the master`() throws {
        let run = try FakeAPI().pigeon("run", "state.orchestrate", "x", interruptedBy: SIGINT, after: "begun")
        #expect(run.errors.contains("interrupted: state.orchestrate goes on at the master as job \(jid)"))
        #expect(run.errors.contains("`pigeon jobs watch \(jid)`"))
        #expect(run.status == 130)
    }
}
