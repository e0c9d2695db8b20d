import Execution
import Host
import Model
import Values

/// `service.*`: the services of this machine.
struct ServiceModule {
    let services: any ServiceWriting

    var functions: [ExecutionFunction] {
        ServiceAction.allCases.map(command) + [
            question("service.status", "Whether a service runs.") { try await services.isRunning($0) },
            question("service.available", "Whether there is such a service.") { try await services.isAvailable($0) },
            question("service.missing", "Whether there is no such service.") { try await !services.isAvailable($0) },
            question("service.enabled", "Whether it starts with the system.") { try await services.isEnabled($0) },
            question("service.disabled", "Whether it does not.") { try await !services.isEnabled($0) },
            .init("service.get_all", "The names of all services.") { _, _ in
                FunctionResult(.strings(try await services.all().sorted()))
            },
        ]
    }

    private func command(_ action: ServiceAction) -> ExecutionFunction {
        .init(
            FunctionName(module: "service", function: action.rawValue), "Tells a service to \(action.rawValue).",
            parameters: [.required("name"), .keywords("kwargs")]
        ) { call, _ in
            let result = try await services.tell(try call.text("name"), action)
            guard result.exitCode != 0 else { return FunctionResult(true) }
            throw Diagnostic(result.everything.isEmpty ? "exit code \(result.exitCode)" : result.everything)
        }
    }

    private func question(
        _ name: FunctionName, _ summary: String, _ answer: @escaping @Sendable (String) async throws -> Bool
    ) -> ExecutionFunction {
        .init(name, summary, parameters: [.required("name"), .keywords("kwargs")]) { call, _ in
            FunctionResult(.bool(try await answer(try call.text("name"))))
        }
    }
}
