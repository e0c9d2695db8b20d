import Compiler
import Execution
import Host
import Model
import Values
import YAML

/// `slsutil.*`: rendering, merging and writing data.
struct SlsutilModule {
    /// The machine's own files, which an absolute path names.
    let files: any FileReading

    var functions: [ExecutionFunction] { [rendering] + Self.dataFunctions }

    private var rendering: ExecutionFunction {
        .init(
            "slsutil.renderer", "What a file, or a text, renders to.",
            parameters: [
                .optional("path"), .optional("string"), .optional("default_renderer", "jinja|yaml"),
                .keywords("kwargs"),
            ]
        ) { call, run in
            let current = try MinionRun.current(run)
            var environment = run.environment
            var context = call.keywords
            if let name = context.removeValue(forKey: "saltenv")?.string { environment = name }
            let source: TemplateSource
            if let text = try call.optionalText("string") {
                source = TemplateSource(text: text, path: "<string>", environment: environment, context: context)
            } else {
                source = try await file(try call.text("path"), environment, context, run)
            }
            let renderer = try call.text("default_renderer")
            return FunctionResult(try await current.renderData(source, renderer: renderer, in: run))
        }
    }

    private static let dataFunctions: [ExecutionFunction] = [
        .init(
            "slsutil.merge", "Two mappings merged.",
            parameters: [
                .required("obj_a"), .required("obj_b"), .optional("strategy", "smart"), .optional("renderer", "yaml"),
                .optional("merge_lists", false),
            ]
        ) { call, _ in
            FunctionResult(try merge([call["obj_a"], call["obj_b"]], call))
        },
        .init(
            "slsutil.merge_all", "Several mappings merged.",
            parameters: [
                .required("lst"), .optional("strategy", "smart"), .optional("renderer", "yaml"),
                .optional("merge_lists", false),
            ]
        ) { call, _ in
            guard let maps = call["lst"].list else {
                throw Diagnostic("'lst' must be a list of mappings, not \(call["lst"].kindName)")
            }
            return FunctionResult(try merge(maps, call))
        },
        .init(
            "slsutil.update", "The second mapping merged over the first.",
            parameters: [
                .required("dest"), .required("upd"), .optional("recursive_update", true),
                .optional("merge_lists", false),
            ]
        ) { call, _ in
            let (a, b) = (try call.map("dest"), try call.map("upd"))
            let strategy: MergeStrategy = try call.flag("recursive_update") ? .recurse : .overwrite
            return FunctionResult(
                .map(a.merged(with: b, strategy: strategy, mergingLists: try call.flag("merge_lists"))))
        },
        .init(
            "slsutil.serialize", "Data as YAML or JSON.",
            parameters: [.required("serializer"), .required("obj"), .keywords("kwargs")]
        ) { call, _ in
            FunctionResult(.string(try SlsutilSerializer(call).text(of: call["obj"])))
        },
        .init(
            "slsutil.deserialize", "What YAML or JSON says.",
            parameters: [.required("serializer"), .required("stream_or_string"), .keywords("kwargs")]
        ) { call, _ in
            let given = call["stream_or_string"]
            return FunctionResult(try SlsutilSerializer(call).value(of: given.string ?? JSON.write(given)))
        },
        .init(
            "slsutil.banner", "A comment that says that a file is managed.",
            parameters: [
                .optional("width", 72), .optional("commentchar", "#"), .optional("borderchar", "#"),
                .optional("blockstart"), .optional("blockend"), .optional("title"), .optional("text"),
                .optional("newline", false),
            ]
        ) { call, _ in
            FunctionResult(.string(try Banner(call).text))
        },
        .init(
            "slsutil.boolstr", "One of two texts, by a truth.",
            parameters: [.required("value"), .optional("true", "true"), .optional("false", "false")]
        ) { call, _ in
            FunctionResult(call["value"].isTruthy ? call["true"] : call["false"])
        },
        .init(
            "slsutil.findup", "The first of some files in a directory of the file server or one above it.",
            parameters: [.required("startpath"), .required("filenames"), .optional("saltenv", "base")]
        ) { call, run in
            FunctionResult(.string(try await findUp(call, run)))
        },
        .init(
            "slsutil.path_exists", "Whether the file server has a file or directory.",
            parameters: [.required("path"), .optional("saltenv")]
        ) { call, run in
            let (isFile, isDirectory) = try await kinds(call, run)
            return FunctionResult(.bool(isFile || isDirectory))
        },
        .init(
            "slsutil.file_exists", "Whether the file server has a file.",
            parameters: [.required("path"), .optional("saltenv")]
        ) { call, run in
            FunctionResult(.bool(try await kinds(call, run).isFile))
        },
        .init(
            "slsutil.dir_exists", "Whether the file server has a directory.",
            parameters: [.required("path"), .optional("saltenv")]
        ) { call, run in
            FunctionResult(.bool(try await kinds(call, run).isDirectory))
        },
    ]

    /// A file of the file server, or of the machine where the path begins with `/`.
    private func file(
        _ path: String, _ environment: String, _ context: ValueMap, _ run: RunContext
    ) async throws -> TemplateSource {
        if path.hasPrefix("/") {
            return TemplateSource(
                text: try files.readText(path), path: path, environment: environment, context: context)
        }
        let name = path.hasPrefix("salt://") ? String(path.dropFirst(7)) : path
        guard let bytes = try await run.services.file("salt://\(name)", environment: environment) else {
            throw Diagnostic("The file \(path) is not on the file server in saltenv '\(environment)'")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return TemplateSource(text: text, path: name, environment: environment, context: context)
    }

    private static func merge(_ parts: [Value], _ call: BoundArguments) throws -> Value {
        let name = try call.text("strategy")
        // `smart` is `recurse` for data that no `yamlex` wrote, `aggregate` joins what is marked only; what is unknown is
        // `recurse`.
        let known = ["aggregate": MergeStrategy.overwrite, "list": .list, "overwrite": .overwrite]
        let strategy = known[name] ?? .recurse
        let mergesLists = try call.flag("merge_lists")
        return try parts.dropFirst().reduce(parts.first ?? [:]) { result, part in
            guard let a = result.map, let b = part.map else {
                throw Diagnostic(
                    "only mappings can be merged, not \(part.map == nil ? part.kindName : result.kindName)")
            }
            return .map(a.merged(with: b, strategy: strategy, mergingLists: mergesLists))
        }
    }

    private static func findUp(_ call: BoundArguments, _ run: RunContext) async throws -> String {
        let tree = try await MinionRun.current(run).tree()
        let files = Set(try tree.files(environment: try call.text("saltenv")))
        let names = try call.names("filenames")
        let start = (call["startpath"].string ?? "").split(separator: "/").map(String.init)
        let path = start.joined(separator: "/")
        guard start.isEmpty || files.contains(where: { $0 == path || $0.hasPrefix(path + "/") }) else {
            throw Diagnostic("Starting path not found in the state tree: \(path)")
        }
        for depth in (0...start.count).reversed() {
            for name in names {
                let candidate = (start.prefix(depth) + [name]).joined(separator: "/")
                if files.contains(candidate) { return candidate }
            }
        }
        throw Diagnostic("File pattern(s) not found in path ancestry: \(names.joined(separator: ", "))")
    }

    private static func kinds(_ call: BoundArguments, _ run: RunContext) async throws -> (
        isFile: Bool, isDirectory: Bool
    ) {
        let path = try call.text("path")
        let tree = try await MinionRun.current(run).tree()
        let files = try tree.files(environment: try call.optionalText("saltenv") ?? run.environment)
        return (files.contains(path), !path.isEmpty && files.contains { $0.hasPrefix("\(path)/") })
    }
}
