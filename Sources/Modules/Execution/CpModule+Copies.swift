import Compiler
import Execution
import Host
import Model
import Values

/// Files that are put somewhere on this machine.
extension CpModule {
    private static let target: [Parameter] = [
        .required("path"), .required("dest"), .optional("saltenv"), .optional("makedirs", false), .optional("template"),
        .optional("gzip"), .keywords("kwargs"),
    ]

    var copying: [ExecutionFunction] {
        [
            .init("cp.get_file", "Puts a file of the file server somewhere.", parameters: Self.target) { call, run in
                let call = try await rendered(call, run)
                guard let bytes = try await call.source.bytes() else { return FunctionResult("") }
                let place = try put(bytes, of: call.source, at: call.destination, call.arguments)
                return FunctionResult(place.map(Value.string) ?? false)
            },
            .init(
                "cp.get_url", "Puts a file of the file server or of a web server somewhere; without a place, its text.",
                parameters: [
                    .required("path"), .optional("dest", ""), .optional("saltenv"), .optional("makedirs", false),
                    .optional("source_hash"),
                ]
            ) { call, run in
                let source = try source(call, run)
                if call["dest"].isNull {
                    return FunctionResult(
                        try await source.bytes().map { .string(String(decoding: $0, as: UTF8.self)) } ?? false)
                }
                if call["dest"] == "" || source.local != nil {
                    let kept = try await FileCopies(run: run, host: host).path(of: source)
                    return FunctionResult(kept.map(Value.string) ?? false)
                }
                guard let bytes = try await source.bytes() else { return FunctionResult(false) }
                let place = try put(bytes, of: source, at: try call.text("dest"), call)
                return FunctionResult(place.map(Value.string) ?? false)
            },
            .init(
                "cp.get_template", "Renders a file of the file server and puts it somewhere.",
                parameters: [
                    .required("path"), .required("dest"), .optional("template", "jinja"), .optional("saltenv"),
                    .optional("makedirs", false), .keywords("kwargs"),
                ]
            ) { call, run in
                let source = try source(call, run)
                guard let bytes = try await source.bytes() else { return FunctionResult("") }
                let text = try await run.services.render(
                    template: String(decoding: bytes, as: UTF8.self), named: source.url, context: call.keywords, in: run
                )
                return FunctionResult(
                    .string(try put(Array(text.utf8), of: source, at: try call.text("dest"), call) ?? ""))
            },
            .init(
                "cp.get_dir", "Puts a directory of the file server somewhere.",
                parameters: [
                    .required("path"), .required("dest"), .optional("saltenv"), .optional("template"),
                    .optional("gzip"), .keywords("kwargs"),
                ]
            ) { call, run in
                FunctionResult(.strings(try await copyDirectory(call, run)))
            },
        ]
    }

    /// The directory goes, with its name, into the destination.
    private func copyDirectory(_ call: BoundArguments, _ run: RunContext) async throws -> [String] {
        let call = try await rendered(call, run)
        let place = call.source.place
        let path = place.path.hasSuffix("/") ? String(place.path.dropLast()) : place.path
        let above = PathText.directory(of: path)
        let tree = try await MinionRun.current(run).tree()
        var written: [String] = []
        for file in try tree.files(environment: place.environment) where path.isEmpty || file.hasPrefix(path + "/") {
            guard let bytes = try tree.read(file, environment: place.environment) else { continue }
            let name = above.isEmpty ? file : String(file.dropFirst(above.count + 1))
            let target = PathText.join(call.destination, name)
            try host.files.makeDirectories(PathText.directory(of: target))
            try host.files.write(bytes, to: target, FileAttributes())
            written.append(target)
        }
        return written
    }

    private struct RenderedCall {
        var source: CopySource
        var destination: String
        var arguments: BoundArguments
    }

    /// With `template` both paths are templates.
    private func rendered(_ call: BoundArguments, _ run: RunContext) async throws -> RenderedCall {
        var source = try source(call, run)
        var destination = try call.text("dest")
        if let template = try call.optionalText("template") {
            guard template == "jinja" else {
                throw Diagnostic("Attempted to render file paths with unavailable engine \(template)")
            }
            let path = try await run.services.render(template: source.url, named: "path", context: [:], in: run)
            source = CopySource(url: path, environment: source.environment, run: run, host: host)
            destination = try await run.services.render(template: destination, named: "dest", context: [:], in: run)
        }
        return RenderedCall(source: source, destination: destination, arguments: call)
    }

    /// Nil when there is no directory for it. A destination that is a directory, or ends with a `/`, gets the file under its own name.
    private func put(
        _ bytes: [UInt8], of source: CopySource, at destination: String, _ call: BoundArguments
    ) throws -> String? {
        let name = PathText.name(of: source.isWeb ? source.url : source.place.path)
        let isInside = destination.hasSuffix("/") || host.files.isDirectory(destination)
        let target = isInside ? PathText.join(destination, name) : destination
        let parent = PathText.directory(of: target)
        if !host.files.isDirectory(parent) {
            guard call["makedirs"].isTruthy else { return nil }
            try host.files.makeDirectories(parent)
        }
        try host.files.write(bytes, to: target, FileAttributes())
        return target
    }
}
