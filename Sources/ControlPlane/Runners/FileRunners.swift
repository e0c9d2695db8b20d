import Execution
import Model
import Values

/// `fileserver.*`: the file roots as minions are served from them. They are read anew for each request, so nothing has to
/// be updated, cleared or locked.
enum FileRunners {
    private static let backend = Parameter.optional("backend")
    private static let listing: [Parameter] = [.optional("saltenv", "base"), backend]

    static func all(_ files: any ServedFiles) -> [RunnerService.Runner] {
        [
            RunnerService.Runner(
                name: "fileserver.envs", summary: "The environments of the file server", parameters: [backend]
            ) { arguments, _ in
                FunctionResult(.strings(isMeant(arguments) ? files.environments.sorted() : []))
            },
            list("fileserver.file_list", "The files of an environment") { environment in
                try files.files(environment: environment)
            },
            list("fileserver.dir_list", "The directories of an environment") { environment in
                try files.directories(below: "", environment: environment).sorted()
            },
            list("fileserver.empty_dir_list", "The directories of an environment that nothing is in") { environment in
                try empty(files, environment)
            },
            RunnerService.Runner(
                name: "fileserver.symlink_list", summary: "The symbolic links of an environment and what they lead to",
                parameters: listing
            ) { arguments, _ in
                guard isMeant(arguments) else { return FunctionResult([:]) }
                let links = try files.links(below: "", environment: try arguments.text("saltenv"))
                return FunctionResult(
                    .map(ValueMap(links.sorted { $0.key < $1.key }.map { (.string($0.key), .string($0.value)) })))
            },
            fixed("fileserver.update", "Nothing: changes are seen at once", true),
            fixed("fileserver.clear_cache", "Nothing: there is no cache", "No cache was cleared"),
            fixed("fileserver.clear_file_list_cache", "Nothing: there is no cache", [:]),
        ]
    }

    private static func list(
        _ name: FunctionName, _ summary: String, _ paths: @escaping @Sendable (String) throws -> [String]
    ) -> RunnerService.Runner {
        RunnerService.Runner(name: name, summary: summary, parameters: listing) {
            arguments, _ in
            FunctionResult(.strings(isMeant(arguments) ? try paths(try arguments.text("saltenv")) : []))
        }
    }

    private static func fixed(_ name: FunctionName, _ summary: String, _ answer: Value) -> RunnerService.Runner {
        RunnerService.Runner(
            name: name, summary: summary, parameters: [backend, .optional("saltenv")]
        ) { _, _ in FunctionResult(answer) }
    }

    /// Whether `backend`, a list of names that may be written `-name` to leave them out, means `roots`, the only one.
    private static func isMeant(_ arguments: BoundArguments) -> Bool {
        let value = arguments["backend"]
        if value.isNull { return true }
        let names =
            value.list?.compactMap(\.scalarText) ?? (value.scalarText ?? "").split(separator: ",").map(String.init)
        return names.allSatisfy { $0.hasPrefix("-") } ? !names.contains("-roots") : names.contains("roots")
    }

    private static func empty(_ files: any ServedFiles, _ environment: String) throws -> [String] {
        let directories = try files.directories(below: "", environment: environment)
        var parents: Set<String> = []
        for path in try files.files(environment: environment) + directories {
            if let slash = path.lastIndex(of: "/") { parents.insert(String(path[..<slash])) }
        }
        return directories.subtracting(parents).sorted()
    }
}
