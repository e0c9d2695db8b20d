import Execution
import Glibc
import Model
import Values

/// `saltutil.*` and `event.*`: this minion itself.
enum SaltutilModule {
    /// Modules are part of the program here: there is nothing to sync, and that is what these return.
    private static let synced = [
        "sync_all", "sync_modules", "sync_states", "sync_grains", "sync_renderers", "sync_utils", "sync_returners",
    ]

    static let functions: [ExecutionFunction] =
        synced.map { name in
            ExecutionFunction(
                FunctionName(module: "saltutil", function: name), "Nothing to sync: modules are part of the program.",
                parameters: [.keywords("kwargs")]
            ) { _, _ in FunctionResult(name == "sync_all" ? [:] : []) }
        } + [
            .init("saltutil.refresh_pillar", "Compiles the pillar anew.", parameters: [.keywords("kwargs")]) { _, run in
                FunctionResult(.bool(await (try MinionRun.current(run)).engine.refreshPillar()))
            },
            .init("saltutil.pillar_refresh", "Compiles the pillar anew.", parameters: [.keywords("kwargs")]) { _, run in
                FunctionResult(.bool(await (try MinionRun.current(run)).engine.refreshPillar()))
            },
            .init("saltutil.refresh_grains", "Collects the grains anew.", parameters: [.keywords("kwargs")]) { _, run in
                try await (try MinionRun.current(run)).engine.refreshGrains()
                return FunctionResult(true)
            },
            .init("saltutil.refresh_modules", "Modules are part of the program.", parameters: [.keywords("kwargs")]) {
                _, _ in
                FunctionResult(true)
            },
            .init("saltutil.running", "The calls that are being carried out.") { _, run in
                let jobs = await (try MinionRun.current(run)).engine.jobs.all
                return FunctionResult(.list(jobs.filter { $0.jid != run.jid || run.jid == nil }.map(describe)))
            },
            .init("saltutil.find_job", "A call that is being carried out.", parameters: [.required("jid")]) {
                call, run in
                let jid = try call.text("jid")
                let jobs = await (try MinionRun.current(run)).engine.jobs.all
                return FunctionResult(jobs.first { $0.jid?.text == jid }.map(describe) ?? [:])
            },
            .init("saltutil.is_running", "The calls of a function.", parameters: [.required("fun")]) { call, run in
                let pattern = Glob(try call.text("fun"))
                let jobs = await (try MinionRun.current(run)).engine.jobs.all
                return FunctionResult(
                    .list(jobs.filter { pattern.matches($0.call.function.description) }.map(describe)))
            },
            .init("saltutil.kill_job", "Ends a call.", parameters: [.required("jid")]) { call, run in
                let jid = try call.text("jid")
                let isKilled = await (try MinionRun.current(run)).engine.jobs.kill(jid)
                return FunctionResult(
                    .string(isKilled ? "Job \(jid) was told to end" : "Job \(jid) is not running here"))
            },
            .init(
                "event.send", "Sends an event to the master.",
                parameters: [.required("tag"), .optional("data"), .keywords("kwargs")]
            ) { call, run in
                await run.services.report(Event(tag: try call.text("tag"), data: try data(call)))
                return FunctionResult(true)
            },
            .init(
                "event.fire_master", "Sends an event to the master.", parameters: [.required("data"), .required("tag")]
            ) {
                call, run in
                await run.services.report(Event(tag: try call.text("tag"), data: try call.map("data")))
                return FunctionResult(true)
            },
        ]

    private static func data(_ call: BoundArguments) throws -> ValueMap {
        var data = try call.map("data")
        for (key, value) in call.keywords where key.string?.hasPrefix("__") != true { data[key] = value }
        return data
    }

    private static func describe(_ job: RunningJobs.Entry) -> Value {
        [
            "fun": .string(job.call.function.description), "jid": Value(job.jid?.text), "pid": .int(Int(getpid())),
            "arg": .list(job.call.arguments), "kwarg": .map(job.call.keywords),
        ]
    }
}
