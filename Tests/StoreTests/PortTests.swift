import ControlPlane
import Model
import Store
import TestSupport
import Testing
import Values

/// The SQLite store against the contract of every port.
struct PortTests {
    private let directory: TemporaryDirectory
    private let store: Store

    init() throws {
        directory = try TemporaryDirectory()
        store = try Store.open(path: directory.file("master.db"))
    }

    private var keys: KeyStoreContract { KeyStoreContract(store: store) }
    private var jobs: JobStoreContract { JobStoreContract(store: store) }
    private var stacks: StackStoreContract { StackStoreContract(store: store) }

    @Test func `a key replaces the key of its id`() async throws { try await keys.replacesTheKeyOfAnID() }
    @Test func `a denied key stands beside the other`() async throws { try await keys.keepsADeniedKeyBesideTheOther() }
    @Test func `a denied key is not the key of its id`() async throws {
        try await keys.doesNotGiveADeniedKeyAsTheKeyOfItsID()
    }
    @Test func `a key replaces only what was read`() async throws { try await keys.replacesOnlyWhatWasRead() }
    @Test func `a denied key is accepted only while it is the one`() async throws {
        try await keys.acceptsADeniedKeyOnlyWhileItIsTheOne()
    }
    @Test func `a denied key is removed alone`() async throws { try await keys.removesADeniedKeyAlone() }
    @Test func `removing an id removes all its keys`() async throws { try await keys.removesEveryKeyOfAnID() }

    @Test func `a job comes back as it was stored`() async throws { try await jobs.givesAJobBackAsItWasStored() }
    @Test func `a job id is used once`() async throws { try await jobs.refusesASecondJobWithTheSameID() }
    @Test func `the first return of a minion is kept`() async throws { try await jobs.keepsTheFirstReturnOfAMinion() }
    @Test func `the return of an unexpected minion is refused`() async throws {
        try await jobs.refusesTheReturnOfAnUnexpectedMinion()
    }
    @Test func `the newest jobs are listed first`() async throws { try await jobs.listsTheNewestJobsFirst() }
    @Test func `what a minion owes is found until it expires`() async throws {
        try await jobs.findsWhatAMinionStillOwes()
    }
    @Test func `every minion of a job comes to an outcome, and a late return changes none`() async throws {
        try await jobs.knowsHowAJobEndsForEveryMinion()
    }
    @Test func `who has not returned an expired job is found`() async throws { try await jobs.findsWhoIsOverdue() }
    @Test func `who has heard of a job is asked again, unless it was given up`() async throws {
        try await jobs.asksAgainWhoHasHeardAndNobodyWhoIsGivenUp()
    }
    @Test func `a job that is killed is taken back from who has not heard of it`() async throws {
        try await jobs.takesAKilledJobBackFromWhoHasNotHeardOfIt()
    }
    @Test func `a host that is gone is waited for by no job, and told of none`() async throws {
        try await jobs.forsakesAHostThatIsGone()
    }
    @Test func `who was given up is not reached any more`() async throws { try await jobs.doesNotReachWhoWasGivenUp() }
    @Test func `pruning removes jobs with their returns`() async throws { try await jobs.prunesJobsWithTheirReturns() }

    @Test func `a transition is intent then outcome`() async throws { try await stacks.writesIntentThenOutcome() }
    @Test func `a second action on an application is refused with its holder`() async throws {
        try await stacks.refusesASecondActionOnTheSameApplication()
    }
    @Test func `of many actions at once one begins`() async throws { try await stacks.letsOneOfManyBegin() }
    @Test func `an action that was planned with other stacks is not begun`() async throws {
        try await stacks.refusesToBeginWithOtherStacksThanPlanned()
    }
    @Test func `a stack keeps what it is made of`() async throws { try await stacks.remembersWhatAStackIsMadeOf() }
    @Test func `what a begun release makes counts as left until it is over`() async throws {
        try await stacks.countsWhatABegunReleaseMakesAsLeftUntilItIsOver()
    }
    @Test func `two stacks in one state are refused`() async throws { try await stacks.refusesTwoStacksInOneState() }
    @Test func `an outcome with impossible stacks is not recorded`() async throws {
        try await stacks.leavesTheJournalOpenWhenTheStacksAreRefused()
    }
    @Test func `an outcome is recorded once`() async throws { try await stacks.refusesToFinishWhatIsNotOpen() }
    @Test func `two stacks can swap their states`() async throws {
        try await stacks.swapsStatesAndForgetsTheDeactivated()
    }
    @Test func `the newest transitions are listed first`() async throws {
        try await stacks.listsTheNewestTransitionsFirst()
    }

    @Test func `the newest grains of a minion are kept until they are removed`() async throws {
        let a = try MinionID("a")
        let b = try MinionID("b")
        try await store.save(grains: ["os": "Debian", "mem": 1], of: a)
        try await store.save(grains: ["os": "Debian", "ipv4": ["10.0.0.1"]], of: a)
        try await store.save(grains: [:], of: b)
        #expect(try await store.grains() == [a: ["os": "Debian", "ipv4": ["10.0.0.1"]], b: [:]])
        try await store.forget(a)
        #expect(try await store.grains() == [b: [:]])
    }

    @Test func `what a minion puts into the mine is kept by name until it goes`() async throws {
        let a = try MinionID("a")
        let b = try MinionID("b")
        try await store.save(mine: [MineItem("ip", "1"), MineItem("os", ["x": nil])], of: a, clearing: false)
        let kept = MineItem("ip", "3", readers: Target("G@os:x", type: .compound))
        try await store.save(mine: [MineItem("ip", "2")], of: b, clearing: false)
        try await store.save(mine: [kept], of: b, clearing: false)
        #expect(try await store.mine(["ip"]) == [a: [MineItem("ip", "1")], b: [kept]])
        #expect(try await store.mine([]) == [:])
        #expect(try await store.mine(nil)[a]?.map(\.name) == ["ip", "os"])
        try await store.save(mine: [MineItem("new", 1)], of: a, clearing: true)
        #expect(try await store.mine(nil)[a]?.map(\.name) == ["new"])
        try await store.removeMine("other", of: b)
        #expect(try await store.mine(nil)[b] == [kept])
        try await store.removeMine(nil, of: b)
        try await store.forget(a)
        #expect(try await store.mine(nil) == [:])
    }

    @Test func `a job that a minion started is taken in unless its id is another job's`() async throws {
        let own = try JobStoreContract.job(1, minions: ["a"])
        #expect(try await store.adopt(own) == .adopted)
        #expect(try await store.adopt(own) == .known)
        #expect(try await store.jobs(limit: 9).map(\.job) == [own])
        #expect(try await store.adopt(try JobStoreContract.job(1, minions: ["b"])) == .taken)
        var ordered = own
        ordered.user = "somebody"
        #expect(try await store.adopt(ordered) == .taken)
        #expect(try await store.job(own.id)?.job == own)
        let a = try MinionID("a")
        #expect(try await store.unfinished(by: a).map(\.id) == [own.id])
        var unordered = try JobStoreContract.job(2, minions: ["a"])
        unordered.expires = Job.neverOrdered
        #expect(try await store.adopt(unordered) == .adopted)
        let overdue = [OverdueMinion(job: unordered.id, minion: a, isReached: true, isOwn: true)]
        #expect(try await store.overdue(at: 0) == overdue)
    }

    @Test func `a job that only returns tell of has every minion that brings one`() async throws {
        var job = try JobStoreContract.job(1, minions: ["a"])
        job.user = Job.foreignUser
        job.target = Target("a", type: .list)
        job.expires = Job.neverOrdered
        #expect(try await store.adopt(job) == .adopted)
        let first = try JobStoreContract.answer(job, "a", value: 1, retcode: 0)
        #expect(try await store.record(first, at: 1) == .succeeded)
        // The ledger's upkeep has seen that it is over.
        #expect(try await store.overdue(at: 2) == [])
        var other = job
        other.minions = [try MinionID("b")]
        #expect(try await store.adopt(other) == .adopted)
        #expect(try await store.adopt(other) == .known)
        #expect(try await store.overdue(at: 2).map(\.minion) == other.minions)
        let second = try JobStoreContract.answer(job, "b", value: 2, retcode: 3)
        #expect(try await store.record(second, at: 3) == .failed)
        #expect(try await store.record(second, at: 3) == nil)
        let stored = try #require(try await store.job(job.id))
        #expect(stored.job.minions.map(\.text) == ["a", "b"])
        #expect(stored.job.target == Target("a,b", type: .list))
        #expect(stored.returns.count == 2)
        #expect(try await store.jobs(limit: 9).map(\.counts) == [[.succeeded: 1, .failed: 1]])
        var ordered = try JobStoreContract.job(2, minions: ["a"])
        ordered.user = Job.foreignUser
        try await store.insert(ordered, reached: [])
        ordered.minions = [try MinionID("b")]
        #expect(try await store.adopt(ordered) == .taken)
    }

    @Test func `a number that JSON has no word for survives`() async throws {
        let job = try JobStoreContract.job(1, minions: ["a"])
        try await store.insert(job, reached: [])
        let answer = try JobStoreContract.answer(job, "a", value: [.double(.infinity)], retcode: 0)
        #expect(try await store.record(answer, at: 1) == .succeeded)
        #expect(try await store.job(job.id)?.returns.values.first?.value == [.double(.infinity)])
    }
}
