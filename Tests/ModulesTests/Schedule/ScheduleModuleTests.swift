import Execution
import Host
import Model
import Testing
import Values

@testable import Modules

/// The answers are those of Salt 3008's `salt/modules/schedule.py`.
struct ScheduleModuleTests {
    private let scratch: Scratch
    private let book: ScheduleBook

    init() throws {
        scratch = try Scratch()
        book = ScheduleBook(
            ["mine": ["function": "test.ping", "seconds": 5]],
            fragment: SettingsFragment("schedule", directory: scratch.path, host: .system()), zone: .utc)
    }

    private var desk: ScheduleDesk { ScheduleDesk(book: book) }

    private func saved() throws -> ValueMap { try book.fragment?.saved() ?? [:] }

    @Test func `a job is added once, and kept over a restart`() throws {
        defer { scratch.remove() }
        let keywords: ValueMap = ["function": "test.ping", "cron": "0 3 * * *", "job_args": [1]]
        #expect(
            desk.add("job", keywords).value
                == ["result": true, "comment": "Added job: job to schedule.", "changes": ["job": "added"]])
        #expect(desk.add("job", keywords).value["comment"] == "Job job already exists in schedule.")
        let entry: Value = [
            "function": "test.ping", "cron": "0 3 * * *", "args": [1], "maxrunning": 1, "name": "job",
            "enabled": true, "jid_include": true,
        ]
        #expect(book.jobs()["job"] == entry)
        #expect(try saved() == ["mine": ["function": "test.ping", "seconds": 5], "job": entry])
    }

    @Test func `what does not fit together is refused`() {
        defer { scratch.remove() }
        let answer = desk.add("job", ["function": "test.ping", "seconds": 5, "cron": "* * * * *"])
        #expect(!answer.result)
        #expect(answer.comment.hasPrefix("Unable to use \"seconds\", \"minutes\", \"hours\", or \"days\""))
        #expect(desk.add("job", ["function": "test.ping"]).comment.contains("it is never due"))
        #expect(desk.add("job", ["function": "test.ping", "secnds": 1]).comment.contains("did you mean 'seconds'?"))
        #expect(
            desk.add("job", ["function": "test.ping", "seconds": 1, "job_args": "x"]).comment
                == "job_args is not a list. please correct and try again.")
        #expect(book.jobs()["job"] == nil)
    }

    @Test func `what is no boolean is refused where there has to be one`() {
        defer { scratch.remove() }
        for key in ["enabled", "run_on_start", "return_job", "jid_include"] {
            var keywords: ValueMap = ["function": "test.ping", "seconds": 5]
            keywords[key] = "nein"
            let comment =
                "schedule:job: '\(key)' must be a boolean, not 'nein' (write True or False, without quotes)"
            #expect(desk.add("job", keywords).comment == comment)
            keywords[key] = .null
            #expect(desk.add("of \(key)", keywords).result, "null is as if it were not given")
        }
        #expect(book.jobs()["job"] == nil)
        #expect(!desk.modify("mine", ["seconds": 5, "enabled": "nein"]).result)
    }

    @Test func `test says what would be done and does nothing`() throws {
        defer { scratch.remove() }
        #expect(
            desk.add("job", ["function": "test.ping", "seconds": 1, "test": true]).comment
                == "Job: job would be added to schedule.")
        #expect(desk.delete("mine", ["test": true]).comment == "Job: mine would be deleted from schedule.")
        #expect(book.jobs().keyTexts == ["mine"])
        #expect(try saved().isEmpty)
    }

    @Test func `a job is changed, switched and removed`() {
        defer { scratch.remove() }
        let changed = desk.modify("mine", ["seconds": 9])
        #expect(changed.comment == "Modified job: mine in schedule.")
        #expect(changed.changes["mine"]?["old"]?["seconds"] == 5)
        #expect(changed.changes["mine"]?["new"]?["seconds"] == 9)
        #expect(desk.modify("mine", ["seconds": 9]).comment == "Job mine in correct state")
        #expect(desk.modify("gone", ["seconds": 9]).comment == "Job gone does not exist in schedule.")
        #expect(desk.setEnabled(false, job: "mine", [:]).comment == "Disabled Job mine in schedule.")
        #expect(desk.run("mine", force: false).comment == "Job mine is disabled.")
        #expect(desk.run("mine", force: true).comment == "Scheduling Job mine on minion.")
        #expect(book.takeAsked() == ["mine"])
        #expect(desk.setEnabled(false, [:]).changes == ["schedule": "disabled"])
        #expect(book.jobs()["enabled"] == false)
        #expect(desk.delete("mine", [:]).comment == "Deleted Job mine from schedule.")
        #expect(desk.delete("mine", [:]).comment == "Job mine does not exist.")
    }

    @Test func `one turn is postponed or left out, until the minion ends`() throws {
        defer { scratch.remove() }
        let format = "%Y-%m-%dT%H:%M:%S"
        let (time, later) = ("2026-12-01T10:00:00", "2026-12-01T11:00:00")
        #expect(
            desk.postpone("mine", from: time, to: later, format: format, [:]).comment
                == "Postponed Job mine in schedule.")
        #expect(desk.skip("mine", at: later, format: format, [:]).comment == "Added Skip Job mine in schedule.")
        let (turn, other): (Value, Value) = (
            ["time": "2026-12-01T10:00:00", "time_fmt": .string(format)],
            ["time": "2026-12-01T11:00:00", "time_fmt": .string(format)]
        )
        #expect(book.jobs()["mine"]?["skip_explicit"] == [turn, other])
        #expect(book.jobs()["mine"]?["run_explicit"] == [other])
        try book.save()
        #expect(try saved() == ["mine": ["function": "test.ping", "seconds": 5]])
        #expect(
            desk.skip("mine", at: "soon", format: format, [:]).value
                == ["result": false, "comment": "Date string could not be parsed.", "changes": [:]])
        #expect(desk.skip("gone", at: time, format: format, [:]).comment == "Job gone does not exist.")
        #expect(
            desk.skip("mine", at: time, format: format, ["test": true]).comment
                == "Job: mine would be skipped in schedule.")
    }

    @Test func `a job of the pillar is changed until the pillar is compiled again, and not saved`() throws {
        defer { scratch.remove() }
        let pillar: ValueMap = ["schedule": ["p": ["function": "test.ping", "seconds": 5]]]
        book.use(pillar: pillar)
        #expect(desk.setEnabled(false, job: "p", [:]).result)
        #expect(book.jobs()["p"]?["enabled"] == false)
        #expect(try saved().isEmpty)
        book.use(pillar: pillar)
        #expect(book.jobs()["p"]?["enabled"] == nil)
    }

    @Test func `the states make it so once`() async throws {
        defer { scratch.remove() }
        let minion = try TestMinion()
        var catalogue = minion.engine.catalogue
        catalogue.addSchedule(book)
        let names = Set(catalogue.stateNames.map(\.description))
        #expect(
            names.isSuperset(of: ["schedule.present", "schedule.absent", "schedule.enabled", "schedule.disabled"]))
        var arguments = ArgumentDecoder(["function": "test.ping", "hours": 1])
        let state = SchedulePresent(name: "new", &arguments)
        #expect(arguments.finish(for: "schedule.present").isEmpty)
        let run = MinionRun(engine: minion.engine, jid: nil) { _ in }.context(pillar: [:])
        let seen = try await state.observe(with: book, in: run)
        #expect(state.plan(seen).comment == "Job: new would be added to schedule.")
        #expect(book.jobs()["new"] == nil)
        let applied = try await state.apply(false, with: book, in: run)
        #expect(applied.comment == "Adding new job new to schedule")
        #expect(applied.changes == ["new": "added"])
        guard case .satisfied = state.plan(try await state.observe(with: book, in: run)).verdict else {
            Issue.record("a second run would change something")
            return
        }
    }
}
