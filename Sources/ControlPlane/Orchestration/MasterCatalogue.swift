package import Execution
import Model
import Values

/// What an orchestration can use beside the states and functions of a host.
package enum MasterCatalogue {
    /// - Parameters:
    ///   - base: the states and functions of the master's own host.
    ///   - master: leads to the master's own functions.
    package static func catalogue(
        extending base: Catalogue, stacks: StackService, master: MasterReach
    ) -> Catalogue {
        var catalogue = base
        let reach = FleetReach(fleet: stacks.fleet, orchestrations: stacks.begun)
        catalogue.add(SaltState.self, reader: reach, writer: reach)
        catalogue.add(SaltFunction.self, reader: reach, writer: reach)
        catalogue.add(SaltMasterCall<RunnerCall>.self, reader: master, writer: master)
        catalogue.add(SaltMasterCall<WheelCall>.self, reader: master, writer: master)
        catalogue.add(SaltParallelRunners.self, reader: master, writer: master)
        catalogue.add(SaltWaitForEvent.self, reader: master, writer: master)
        let step = StackStep(service: stacks)
        catalogue.add(StackBegun.self, reader: step, writer: step)
        catalogue.add(StackRegistered.self, reader: step, writer: step)
        catalogue.add(StackBackends.self, reader: step, writer: step)
        catalogue.add(StackHealthy.self, reader: step, writer: step)
        catalogue.add(StackSwitched.self, reader: step, writer: step)
        catalogue.add(StackTrimmed.self, reader: step, writer: step)
        catalogue.add(StackRemoved.self, reader: step, writer: step)
        catalogue.add(StackFinished.self, reader: step, writer: step)
        catalogue.add(StackUndone.self, reader: step, writer: step)
        catalogue.add(plan(stacks))
        return catalogue
    }

    /// `stack.plan`: what an orchestrator is to do. A refusal is `{ok: false, refused: sentence}`, for `stack.begun` to
    /// report.
    private static func plan(_ stacks: StackService) -> ExecutionFunction {
        ExecutionFunction(
            "stack.plan", "What an action on an application comes to, for the orchestrators",
            parameters: [
                .required("action"), .required("app_name"), .optional("version"), .optional("replace", false),
                .keywords("kwargs"),
            ]
        ) { arguments, _ in
            let name = try arguments.text("action")
            guard let action = StackAction(rawValue: name) else {
                throw Refusal(.badRequest, "'\(name)' is not an action")
            }
            do {
                let plan = try await stacks.plan(
                    action, app: try arguments.text("app_name"), version: try arguments.optionalText("version"),
                    replacing: arguments["replace"].isTruthy)
                return FunctionResult(plan.value)
            } catch let refusal as Refusal {
                return FunctionResult(["ok": false, "refused": .string(refusal.description)])
            } catch let problems as Diagnostics {
                return FunctionResult(["ok": false, "refused": .string(problems.description)])
            }
        }
    }
}
