import Values

/// Functions that look at the file server: `cp.list_states`, `slsutil.file_exists`, ...
struct FileServerFunctions {
    let locator: SLSLocator
    let environment: String

    var all: [String: BuiltinFunction] {
        let locator = locator
        let environment = environment
        let files: @Sendable (BuiltinArguments) throws -> [String] = { arguments in
            try locator.tree.files(environment: arguments.text("saltenv", default: environment))
        }
        return [
            "cp.list_states": BuiltinFunction("saltenv") { arguments in
                .strings(try locator.names(environment: arguments.text("saltenv", default: environment)).sorted())
            },
            "cp.list_master": BuiltinFunction("saltenv", "prefix") { arguments in
                .strings(try files(arguments).filter { $0.hasPrefix(arguments.text("prefix")) })
            },
            "slsutil.file_exists": BuiltinFunction("path", "saltenv") { arguments in
                .bool(try files(arguments).contains(Self.path(arguments)))
            },
            "slsutil.dir_exists": BuiltinFunction("path", "saltenv") { arguments in
                let path = Self.path(arguments)
                return .bool(try files(arguments).contains { $0.hasPrefix(path + "/") })
            },
            "slsutil.path_exists": BuiltinFunction("path", "saltenv") { arguments in
                let path = Self.path(arguments)
                return .bool(try files(arguments).contains { $0 == path || $0.hasPrefix(path + "/") })
            },
        ]
    }

    private static func path(_ arguments: BuiltinArguments) -> String {
        let path = arguments.text("path")
        return path.hasPrefix("salt://") ? String(path.dropFirst("salt://".count)) : path
    }
}
