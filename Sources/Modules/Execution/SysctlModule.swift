import Execution
import Host
import Model
import Values

/// `sysctl.*`: kernel parameters.
struct SysctlModule {
    let host: HostWriter

    var functions: [ExecutionFunction] {
        [
            .init(
                "sysctl.show", "The kernel parameters in force, or those of a file.",
                parameters: [.optional("config_file", false)]
            ) { call, _ in
                if let path = call["config_file"].string {
                    guard host.files.exists(path) else { return FunctionResult([]) }
                    return FunctionResult(.map(SysctlFile(try host.files.readText(path)).values))
                }
                let text = try await host.reader.queries.answer(to: .allSysctls).stdout
                return FunctionResult(.map(SysctlFile(text).values))
            },
            .init("sysctl.get", "The value of a kernel parameter.", parameters: [.required("name")]) { call, _ in
                FunctionResult(
                    .string(try await host.reader.queries.answer(to: .sysctl(try call.text("name"))).everything))
            },
            .init(
                "sysctl.assign", "Sets a kernel parameter until the next start.",
                parameters: [.required("name"), .required("value")]
            ) { call, _ in
                let (name, value) = (try call.text("name"), PythonText.string(call["value"]))
                guard host.files.exists(SysctlFile.place(of: name)) else {
                    throw Diagnostic("sysctl \(name) does not exist")
                }
                let result = try await host.commands.run(.arguments("sysctl", "-w", "\(name)=\(value)"))
                guard result.exitCode == 0 else { throw Diagnostic("sysctl -w failed: \(result.everything)") }
                var set: ValueMap = [:]
                set[name] = .string(value)
                return FunctionResult(.map(set))
            },
            .init("sysctl.default_config", "The file in which states keep kernel parameters.") { _, _ in
                FunctionResult(.string(SysctlFile.standardPath(host.files)))
            },
        ]
    }
}
