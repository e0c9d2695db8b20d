import Compiler
import Cryptography
import Execution
import Host
import Model
import Values

/// `cp.*`: the files of the file server, and those that are kept of them.
struct CpModule {
    let host: HostWriter

    private static let path: [Parameter] = [.required("path"), .optional("saltenv"), .keywords("kwargs")]
    private static let environment: [Parameter] = [.optional("saltenv"), .optional("prefix", ""), .keywords("kwargs")]

    var functions: [ExecutionFunction] { reading + listing + copying + caching }

    private var reading: [ExecutionFunction] {
        [
            .init("cp.get_file_str", "The text of a file of the file server.", parameters: Self.path) { call, run in
                guard let bytes = try await source(call, run).bytes() else { return FunctionResult(false) }
                return FunctionResult(.string(String(decoding: bytes, as: UTF8.self)))
            },
            .init("cp.hash_file", "The hash of a file of the file server.", parameters: Self.path) { call, run in
                guard let bytes = try await source(call, run).bytes() else { return FunctionResult("") }
                return FunctionResult([
                    "hsum": .string(SHA256.hex(of: bytes)), "hash_type": "sha256",
                ])
            },
            .init(
                "cp.stat_file", "The mode of a file of the file server.",
                parameters: [.required("path"), .optional("saltenv"), .optional("octal", true)]
            ) { call, run in
                guard let mode = try await source(call, run).mode() else { return FunctionResult(.null) }
                return FunctionResult(
                    call["octal"].isTruthy ? .string(mode.description) : .int(Int(mode.bits) | 0o100000))
            },
        ]
    }

    private var listing: [ExecutionFunction] {
        [
            .init("cp.envs", "The environments of the file server.") { _, run in
                FunctionResult(.strings(try await MinionRun.current(run).tree().environments))
            },
            .init("cp.list_states", "The names of all SLS files.", parameters: Self.environment) { call, run in
                let locator = SLSLocator(tree: try await MinionRun.current(run).tree())
                return FunctionResult(.strings(try locator.names(environment: environment(call, run)).sorted()))
            },
            list("cp.list_master", "The paths of all files of the file server.") { tree, environment in
                try tree.files(environment: environment)
            },
            list("cp.list_master_dirs", "The directories of the file server.") { tree, environment in
                try FileTreeDetails(tree).directories(in: "", environment: environment).sorted()
            },
            .init(
                "cp.list_master_symlinks", "The symbolic links of the file server.", parameters: Self.environment
            ) { call, run in
                let tree = try await MinionRun.current(run).tree()
                let prefix = try call.text("prefix")
                let links = try FileTreeDetails(tree).links(in: "", environment: environment(call, run))
                    .filter { $0.path.hasPrefix(prefix) }
                return FunctionResult(.map(ValueMap(links.map { (.string($0.path), .string($0.target)) })))
            },
            .init("cp.list_minion", "The files that are kept.", parameters: Self.environment) { call, run in
                let cache = FileCopies(run: run, host: host)
                return FunctionResult(.strings(try cache.kept(environment: environment(call, run))))
            },
        ]
    }

    private func list(
        _ name: FunctionName, _ summary: String,
        _ paths: @escaping @Sendable (any FileTree, String) throws -> [String]
    ) -> ExecutionFunction {
        .init(name, summary, parameters: Self.environment) { call, run in
            let tree = try await MinionRun.current(run).tree()
            let prefix = try call.text("prefix")
            return FunctionResult(.strings(try paths(tree, environment(call, run)).filter { $0.hasPrefix(prefix) }))
        }
    }

    private func environment(_ call: BoundArguments, _ run: RunContext) throws -> String {
        try call.optionalText("saltenv") ?? run.environment
    }

    func source(_ call: BoundArguments, _ run: RunContext) throws -> CopySource {
        CopySource(url: try call.text("path"), environment: try environment(call, run), run: run, host: host)
    }
}
