import ControlPlane
import Glibc
import Model
import Modules
import Values

/// Renders the reactor's files with the master's state engine.
struct ReactionRenderer: ReactionRendering {
    let engine: MinionEngine

    func render(_ file: String, tag: String, data: ValueMap) async throws -> [(file: String, value: Value)] {
        let context: ValueMap = ["tag": .string(tag), "data": .map(data)]
        if file.hasPrefix("salt://") {
            guard let text = try await engine.servedFile(file) else {
                throw Diagnostic("there is no file \(file)", hint: "it is looked for in file_roots of 'base'")
            }
            return [(file, try await engine.rendered(text, path: file, context: context))]
        }
        var rendered: [(file: String, value: Value)] = []
        for path in try Self.paths(file) {
            let text = try TextFile.read(path)
            rendered.append((path, try await engine.rendered(text, path: path, context: context)))
        }
        return rendered
    }

    /// The files of this host that a path or glob means, by name.
    private static func paths(_ pattern: String) throws(Diagnostic) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0 else { throw Diagnostic("there is no file '\(pattern)'") }
        return (0..<Int(found.gl_pathc)).compactMap { index in
            found.gl_pathv[index].map { String(cString: $0) }
        }
    }
}
