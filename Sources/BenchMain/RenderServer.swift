import Glibc
import Jinja
import Values

/// Renders what comes on standard input: `{template, context, files}` per line; answers `{ok: text}` or `{error, line}`.
enum RenderServer {
    static func run() throws {
        while let line = readLine() {
            print(JSON.write(answer(to: RenderCase(try JSON.read(line)))))
            fflush(nil)
        }
    }

    private static func answer(to request: RenderCase) -> Value {
        do {
            let template = try request.environment(limits: limits).template(source: request.template, name: "main")
            return ["ok": .string(try template.render(values: request.context).text)]
        } catch {
            return ["error": .string(error.message), "line": .int(error.location?.line ?? 0)]
        }
    }

    /// So that a template made at random can't take long.
    private static var limits: Limits {
        var limits = Limits()
        limits.loopIterations = 100_000
        limits.outputSize = 4 << 20
        return limits
    }
}
