import Compiler
import Execution
import Model
import Values

/// `cp.*`: the files of the file server.
enum CpModule {
    private static let path: [Parameter] = [.required("path"), .optional("saltenv"), .keywords("kwargs")]
    private static let environment: [Parameter] = [.optional("saltenv"), .optional("prefix", ""), .keywords("kwargs")]

    static let functions: [ExecutionFunction] = [
        .init("cp.get_file_str", "The text of a file of the file server.", parameters: path) { call, run in
            guard let bytes = try await bytes(call, run) else { return FunctionResult(false) }
            return FunctionResult(.string(String(decoding: bytes, as: UTF8.self)))
        },
        .init("cp.hash_file", "The hash of a file of the file server.", parameters: path) { call, run in
            guard let bytes = try await bytes(call, run) else { return FunctionResult([:]) }
            return FunctionResult(["hsum": .string(try Digests.hex(of: bytes, as: "sha256")), "hash_type": "sha256"])
        },
        .init("cp.list_states", "The names of all SLS files.", parameters: environment) { call, run in
            let tree = try await MinionRun.current(run).tree()
            let names = try SLSLocator(tree: tree).names(environment: try environment(call, run))
            return FunctionResult(.strings(names.sorted()))
        },
        .init("cp.list_master", "The paths of all files of the file server.", parameters: environment) { call, run in
            let tree = try await MinionRun.current(run).tree()
            let prefix = try call.text("prefix")
            let files = try tree.files(environment: try environment(call, run))
            return FunctionResult(.strings(files.filter { $0.hasPrefix(prefix) }))
        },
        .init("cp.envs", "The environments of the file server.") { _, run in
            FunctionResult(.strings(try await MinionRun.current(run).tree().environments))
        },
        .init("cp.is_cached", "Whether the file server has a file.", parameters: path) { call, run in
            FunctionResult(try await bytes(call, run) == nil ? "" : .string(try call.text("path")))
        },
    ]

    private static func environment(_ call: BoundArguments, _ run: RunContext) throws -> String {
        try call.optionalText("saltenv") ?? run.environment
    }

    private static func bytes(_ call: BoundArguments, _ run: RunContext) async throws -> [UInt8]? {
        let path = try call.text("path")
        let url = path.hasPrefix("salt://") ? path : "salt://\(path)"
        return try await run.services.file(url, environment: try environment(call, run))
    }
}
