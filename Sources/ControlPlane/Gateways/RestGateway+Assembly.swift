package import Model
import Values

extension RestGateway {
    /// The gateway with every runner and wheel of the master.
    package init(
        identity: MinionID, access: AccessControl, jobs: JobService, keys: KeyService, orchestrator: Orchestrator,
        stacks: StackService, pillars: any PillarRendering, files: any ServedFiles, timeout: Duration
    ) {
        let actions = StackActions(service: stacks, orchestrator: orchestrator)
        events = jobs.events
        self.access = access
        self.jobs = jobs
        self.keys = keys
        stackService = stacks
        self.timeout = timeout
        runners = RunnerService(
            identity: identity, jobs: jobs,
            runners: StateRunners.all(orchestrator) + StackRunners.all(actions, stacks) + JobRunners.all(orchestrator)
                + ManageRunners.all(jobs) + MineRunners.all(jobs) + PillarRunners.all(jobs, pillars, identity: identity)
                + FileRunners.all(files)
        )
        wheels = RunnerService(identity: identity, jobs: jobs, runners: KeyWheels.all(keys))
    }
}
