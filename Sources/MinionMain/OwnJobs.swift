import Agent
import Model
import Settings
import Values

/// What the configuration tells the minion to run by itself.
enum OwnJobs {
    /// `startup_states`, then the entries of `schedule`.
    ///
    /// - Throws: what is wrong with each entry.
    static func of(_ configuration: MinionConfiguration) throws(Diagnostics) -> [OwnJob] {
        var jobs: [OwnJob] = []
        var problems: [Diagnostic] = []
        switch configuration.startupStates {
        case .highstate, .top: jobs.append(OwnJob(name: "startup_states", call: FunctionCall("state.highstate")))
        case .sls:
            let names = Value.strings(configuration.startupSLS)
            jobs.append(OwnJob(name: "startup_states", call: FunctionCall("state.sls", arguments: [names])))
        case nil: break
        }
        for (name, entry) in configuration.schedule {
            do {
                if let job = try OwnJob(scheduled: name.scalarText ?? "", entry) { jobs.append(job) }
            } catch {
                problems.append(error)
            }
        }
        guard problems.isEmpty else { throw Diagnostics(problems) }
        return jobs
    }
}
