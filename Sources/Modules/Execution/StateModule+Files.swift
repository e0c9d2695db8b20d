import Compiler
import Execution
import Host
import Model
import Values
import YAML

/// `state.top` and `state.template`: runs of a file that is named, in place of the top file or of an SLS.
extension StateModule {
    static let ofFiles: [ExecutionFunction] = [
        .init(
            "state.top", "Applies what another top file assigns.",
            parameters: [.required("topfn"), .keywords("kwargs")]
        ) { call, run in
            let path = try call.text("topfn")
            let request = try StateRequest(call, names: nil, in: run)
            return try await StateExecution(request, in: run).carryOut(as: "state.top") {
                compiler throws(Diagnostics) in
                try highstate(compiler.reading(top: SaltURL(path, environment: request.environment).path), request)
            }
        },
        .init(
            "state.template", "Applies an SLS file of this machine.",
            parameters: [.required("tem"), .keywords("kwargs")]
        ) { call, run in
            let given = try call.text("tem")
            let path = given.hasSuffix(".sls") ? given : "\(given).sls"
            let request = try StateRequest(call, names: [], in: run)
            let files = try MinionRun.current(run).engine.host.files
            guard files.isFile(path) else {
                let message: Value = .string("Specified SLS \(path) on local filesystem cannot be found.")
                return FunctionResult([message], retcode: 1, outputter: "highstate")
            }
            let text = try files.readText(path)
            return try await StateExecution(request, in: run).carryOut(as: "state.template") {
                compiler throws(Diagnostics) in
                let source = TemplateSource(text: text, path: path, environment: request.environment, sls: path)
                let data: LocatedValue
                do throws(Diagnostic) {
                    data = try compiler.pipe.render(source)
                } catch {
                    throw Diagnostics([error])
                }
                let high = try compiler.highState(inline: data, sls: path, environment: request.environment)
                return CompiledStates(low: try compiler.lowState(of: high))
            }
        },
        .init("state.clear_cache", "Nothing to clear: states are compiled anew for every run.") { _, _ in
            FunctionResult([])
        },
    ]

    /// What the top files assign.
    static func highstate(_ compiler: StateCompiler, _ request: StateRequest) throws(Diagnostics) -> CompiledStates? {
        var top = try compiler.top()
        if let whitelist = request.whitelist { top.keep { whitelist.contains($0) } }
        if top.isEmpty { return nil }
        let high = try compiler.highState(of: top, excluding: request.excluded)
        return CompiledStates(low: try compiler.lowState(of: high), declaresNothing: high.declaresNothing)
    }
}
