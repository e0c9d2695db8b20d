import Execution
import Host
import Model
import Values

/// `cron.*`: the crontabs of this machine.
struct CronModule {
    let host: HostWriter

    private static let times: [Parameter] = ["minute", "hour", "daymonth", "month", "dayweek"].map { .required($0) }
    private static let wished: [Parameter] = [
        .optional("commented", false), .optional("comment"), .optional("identifier"),
    ]

    var functions: [ExecutionFunction] {
        [
            list("cron.list_tab"), list("cron.ls"),
            .init("cron.raw_cron", "The text of a crontab.", parameters: [.required("user")]) { call, _ in
                FunctionResult(.string(try await place(call).text(host.reader)))
            },
            .init(
                "cron.get_entry", "A job by its identifier or its command; False when there is none.",
                parameters: [.required("user"), .optional("identifier"), .optional("cmd")]
            ) { call, _ in
                let identifier = try call.optionalText("identifier")
                let command = try call.optionalText("cmd")
                let found = try await place(call).read(host.reader).all.first { job in
                    identifier.map { $0 == job.identifier } ?? (job.command == command)
                }
                return FunctionResult(found.map(Self.shown) ?? false)
            },
            .init(
                "cron.set_job", "Puts a job into a crontab.",
                parameters: [.required("user")] + Self.times + [.required("cmd")] + Self.wished
            ) { call, _ in
                try await set(call, times: Self.times.map { PythonText.string(call[$0.name]).lowercased() })
            },
            .init(
                "cron.set_special", "Puts a job with a word such as @daily into a crontab.",
                parameters: [.required("user"), .required("special"), .required("cmd")] + Self.wished
            ) { call, _ in
                try await set(call, times: [try call.text("special")])
            },
            removal("cron.rm_job"), removal("cron.rm"),
            .init(
                "cron.rm_special", "Takes a job with a word such as @daily out of a crontab.",
                parameters: [.required("user"), .required("cmd"), .optional("special"), .optional("identifier")]
            ) { call, _ in
                let (command, word) = (try call.text("cmd"), try call.optionalText("special"))
                let identifier = try call.optionalText("identifier")
                return try await remove(call) { $0.removeSpecial(command, identifier: identifier, word: word) }
            },
            .init(
                "cron.set_env", "Sets a variable in a crontab.",
                parameters: [.required("user"), .required("name"), .optional("value")]
            ) { call, _ in
                var tab = try await place(call).read(host.reader)
                let outcome = tab.setVariable(try call.text("name"), to: try call.optionalText("value") ?? "")
                return try await commit(tab, outcome, of: call)
            },
            .init(
                "cron.rm_env", "Takes a variable out of a crontab.", parameters: [.required("user"), .required("name")]
            ) { call, _ in
                let name = try call.text("name")
                return try await remove(call) { $0.removeVariable(name) }
            },
            .init(
                "cron.write_cron_file", "Makes a file's text a crontab.",
                parameters: [.required("user"), .required("path")]
            ) { call, _ in
                let text = try host.files.readText(try call.text("path"))
                return FunctionResult(.bool(try await place(call).write(text, with: host) == nil))
            },
        ]
    }

    private func place(_ call: BoundArguments) throws -> CrontabPlace { CrontabPlace(user: try call.text("user")) }

    private func list(_ name: FunctionName) -> ExecutionFunction {
        .init(name, "What is in a crontab.", parameters: [.required("user")]) { call, _ in
            let tab = try await place(call).read(host.reader)
            return FunctionResult([
                "pre": .strings(tab.before), "crons": .list(tab.jobs.map(Self.shown)),
                "special": .list(tab.specials.map(Self.shown)),
                "env": .list(tab.variables.map { ["name": .string($0.name), "value": .string($0.value)] }),
            ])
        }
    }

    private static func shown(_ job: CronJob) -> Value {
        var map: ValueMap = [:]
        if job.isSpecial {
            map["spec"] = .string(job.times[0])
            map["cmd"] = .string(job.command)
        } else {
            for (parameter, time) in zip(times, job.times) { map[parameter.name] = .string(time) }
        }
        map["identifier"] = Value(job.identifier)
        map["cmd"] = .string(job.command)
        map["comment"] = Value(job.comment)
        map["commented"] = .bool(job.isDisabled)
        return .map(map)
    }

    private func set(_ call: BoundArguments, times: [String]) async throws -> FunctionResult {
        var tab = try await place(call).read(host.reader)
        let job = CronJob(
            times: times, command: try call.text("cmd"), identifier: try call.optionalText("identifier"),
            comment: try call.optionalText("comment"), isDisabled: try call.flag("commented"))
        let outcome = tab.set(job)
        if outcome != .present, let new = tab.jobs.last { tab.settle(new) }
        return try await commit(tab, outcome, of: call)
    }

    private func commit(_ tab: Crontab, _ outcome: Crontab.Outcome, of call: BoundArguments) async throws
        -> FunctionResult
    {
        if outcome != .present, let complaint = try await place(call).write(tab.text, with: host) {
            return FunctionResult(.string(complaint), retcode: 1)
        }
        switch outcome {
        case .present: return FunctionResult("present")
        case .new: return FunctionResult("new")
        case .updated: return FunctionResult("updated")
        }
    }

    private func removal(_ name: FunctionName) -> ExecutionFunction {
        .init(
            name, "Takes a job out of a crontab.",
            parameters: [.required("user"), .required("cmd")] + Self.times.map { .optional($0.name) }
                + [.optional("identifier")]
        ) { call, _ in
            let (command, identifier) = (try call.text("cmd"), try call.optionalText("identifier"))
            let times = Self.times.map { call[$0.name].isNull ? nil : PythonText.string(call[$0.name]) }
            return try await remove(call) { $0.removeJob(command, identifier: identifier, times: times) }
        }
    }

    private func remove(_ call: BoundArguments, _ removal: (inout Crontab) -> Bool) async throws -> FunctionResult {
        var tab = try await place(call).read(host.reader)
        guard removal(&tab) else { return FunctionResult("absent") }
        if let complaint = try await place(call).write(tab.text, with: host) {
            return FunctionResult(.string(complaint), retcode: 1)
        }
        return FunctionResult("removed")
    }
}
