import ArgumentParser

/// `pigeon stack ...`: blue/green deployments.
struct StackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stack", abstract: "Release, activate, deactivate and roll back the versions of an application.",
        subcommands: [
            StackRelease.self, StackActivate.self, StackDeactivate.self, StackRollback.self, StackStatus.self,
            StackHistory.self, StackPlan.self,
        ])
}
