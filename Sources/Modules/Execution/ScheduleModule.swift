package import Execution
import Model
import Values
import YAML

/// `schedule.*`: the jobs that this minion starts by itself.
package struct ScheduleModule: Sendable {
    private let book: ScheduleBook

    package init(_ book: ScheduleBook) { self.book = book }

    private var desk: ScheduleDesk { ScheduleDesk(book: book) }

    package var functions: [ExecutionFunction] { showing + changing + switching }

    private var showing: [ExecutionFunction] {
        [
            .init(
                "schedule.list", "The jobs of the schedule, as YAML.",
                parameters: [
                    .optional("show_all", false), .optional("show_disabled", true), .optional("where"),
                    .optional("return_yaml", true), .optional("offline", false),
                ]
            ) { call, _ in
                let source = try call.optionalText("where").flatMap(ScheduleBook.Source.init)
                var jobs = desk.listed(
                    showsHidden: call["show_all"].isTruthy, showsDisabled: call["show_disabled"].isTruthy, of: source)
                guard call["return_yaml"].isTruthy else { return FunctionResult(.map(jobs)) }
                let saved = try book.fragment?.saved() ?? [:]
                for (name, job) in jobs {
                    guard var job = job.map else { continue }
                    job["saved"] = .bool(saved[name] != nil)
                    jobs[name] = .map(job)
                }
                return FunctionResult(
                    .string(YAMLWriter.write(["schedule": .map(jobs)], style: .init(sortsKeys: true))))
            },
            .init(
                "schedule.is_enabled", "Whether the schedule is on; with a name, that job.",
                parameters: [.optional("name")]
            ) { call, _ in
                let jobs = desk.listed(showsHidden: false)
                guard let name = try call.optionalText("name") else { return FunctionResult(jobs["enabled"] ?? true) }
                return FunctionResult(jobs[name] ?? [:])
            },
            .init(
                "schedule.show_next_fire_time", "When a job comes next, by the local clock.",
                parameters: [.required("name"), .keywords("kwargs")]
            ) { call, _ in
                let due = book.due(try call.text("name"))
                let text = due.map { TimePattern(TimePattern.standard).write(book.zone.local($0)) }
                return FunctionResult(["result": true, "next_fire_time": Value(text)])
            },
            .init(
                "schedule.job_status", "A job as it is now, with when it comes next.",
                parameters: [.required("name"), .optional("time_fmt", .string(TimePattern.standard))]
            ) { call, _ in
                let name = try call.text("name")
                guard var job = book.jobs()[name]?.map else { return FunctionResult([:]) }
                let pattern = TimePattern(try call.text("time_fmt"))
                job["_next_fire_time"] = Value(book.due(name).map { pattern.write(book.zone.local($0)) })
                return FunctionResult(.map(job))
            },
            .init(
                "schedule.build_schedule_item", "What schedule.add would add.",
                parameters: [.required("name"), .keywords("kwargs")]
            ) { call, _ in
                FunctionResult(
                    .map(try ScheduleItem(try call.text("name"), call.keywords, whens: book.whens).value))
            },
        ]
    }

    private var changing: [ExecutionFunction] {
        [
            named("schedule.add", "Adds a job.") { desk.add($0, $1) },
            named("schedule.modify", "Gives a job other settings.") { desk.modify($0, $1) },
            named("schedule.delete", "Removes a job.") { desk.delete($0, $1) },
            named("schedule.enable_job", "Lets a job run again.") { desk.setEnabled(true, job: $0, $1) },
            named("schedule.disable_job", "Lets a job run no more.") { desk.setEnabled(false, job: $0, $1) },
            .init("schedule.purge", "Removes all jobs.", parameters: [.keywords("kwargs")]) { call, _ in
                FunctionResult(desk.purge(call.keywords))
            },
            .init(
                "schedule.run_job", "Starts a job now.", parameters: [.required("name"), .optional("force", false)]
            ) { call, _ in
                FunctionResult(desk.run(try call.text("name"), force: call["force"].isTruthy).value)
            },
        ]
    }

    private var switching: [ExecutionFunction] {
        [
            .init(
                "schedule.postpone_job", "Lets one turn of a job come at another time, until the minion ends.",
                parameters: [
                    .required("name"), .required("current_time"), .required("new_time"),
                    .optional("time_fmt", .string(TimePattern.standard)), .keywords("kwargs"),
                ]
            ) { call, _ in
                FunctionResult(
                    desk.postpone(
                        try call.text("name"), from: try call.text("current_time"), to: try call.text("new_time"),
                        format: try call.text("time_fmt"), call.keywords
                    ).value)
            },
            .init(
                "schedule.skip_job", "Leaves one turn of a job out, until the minion ends.",
                parameters: [
                    .required("name"), .required("current_time"),
                    .optional("time_fmt", .string(TimePattern.standard)), .keywords("kwargs"),
                ]
            ) { call, _ in
                FunctionResult(
                    desk.skip(
                        try call.text("name"), at: try call.text("current_time"), format: try call.text("time_fmt"),
                        call.keywords
                    ).value)
            },
            .init("schedule.enable", "Lets jobs run again.", parameters: [.keywords("kwargs")]) { call, _ in
                FunctionResult(desk.setEnabled(true, call.keywords).value)
            },
            .init("schedule.disable", "Lets no job run any more.", parameters: [.keywords("kwargs")]) { call, _ in
                FunctionResult(desk.setEnabled(false, call.keywords).value)
            },
        ]
            + ["schedule.save", "schedule.persist"].map { name in
                ExecutionFunction(
                    name, "Keeps the jobs that are not the pillar's over a restart.", parameters: [.keywords("kwargs")]
                ) { call, _ in
                    if call.keywords["test"]?.isTruthy ?? false {
                        return FunctionResult(["comment": "Schedule would be saved.", "result": true])
                    }
                    try book.save()
                    return FunctionResult(["comment": "Schedule (non-pillar items) saved.", "result": true])
                }
            } + [
                .init("schedule.reload", "Compiles the pillar anew, and takes up the saved jobs.") { _, run in
                    let saved = try book.fragment?.saved() ?? [:]
                    for (name, job) in saved { book.set(name.scalarText ?? "", job) }
                    let isCompiled = await (try MinionRun.current(run)).engine.refreshPillar()
                    var comments: [Value] = [
                        isCompiled
                            ? "Reloaded schedule from pillar on minion."
                            : "Failed to reload schedule from pillar on minion."
                    ]
                    if !saved.isEmpty { comments.append("Reloaded schedule on minion from schedule.conf.") }
                    return FunctionResult(["comment": .list(comments), "result": .bool(isCompiled)])
                }
            ]
    }

    private func named(
        _ name: FunctionName, _ summary: String,
        _ body: @escaping @Sendable (String, ValueMap) -> ScheduleDesk.Answer
    ) -> ExecutionFunction {
        ExecutionFunction(name, summary, parameters: [.required("name"), .keywords("kwargs")]) { call, _ in
            FunctionResult(body(try call.text("name"), call.keywords).value)
        }
    }
}

extension Catalogue {
    /// The functions and states of a schedule.
    package mutating func addSchedule(_ book: ScheduleBook) {
        add(ScheduleModule(book).functions)
        add(SchedulePresent.self, reader: book, writer: book)
        add(ScheduleAbsent.self, reader: book, writer: book)
        add(ScheduleSwitch<JobEnabled>.self, reader: book, writer: book)
        add(ScheduleSwitch<JobDisabled>.self, reader: book, writer: book)
    }
}
