import Execution
import Host
import Model
import Values

/// `git.*`: what is known of a working copy.
struct GitModule {
    let host: HostWriter

    var functions: [ExecutionFunction] {
        [
            look("git.revision", "The commit that a revision means.", more: [.optional("rev", "HEAD")]) { call, place in
                .gitCommit(try call.text("rev"), place)
            },
            look("git.current_branch", "The branch that is checked out.") { _, place in .gitBranch(place) },
            lines("git.list_branches", "The branches of a working copy.") { .gitBranches($0) },
            lines("git.list_tags", "The tags of a working copy.") { .gitTags($0) },
            look(
                "git.config_get", "A setting of a working copy, or of the user.",
                more: [.required("key"), .optional("global", false)]
            ) { call, place in
                .gitSetting(try call.text("key"), isGlobal: try call.flag("global"), place)
            },
        ]
    }

    private static func place(_ call: BoundArguments) throws -> HostQuery.GitPlace {
        HostQuery.GitPlace(directory: try call.text("cwd"), user: try call.optionalText("user"))
    }

    private func look(
        _ name: FunctionName, _ summary: String, more: [Parameter] = [],
        _ query: @escaping @Sendable (BoundArguments, HostQuery.GitPlace) throws -> HostQuery
    ) -> ExecutionFunction {
        .init(name, summary, parameters: [.required("cwd")] + more + [.optional("user")]) { call, _ in
            let result = try await host.reader.queries.answer(to: try query(call, try Self.place(call)))
            guard result.exitCode == 0 else {
                throw Diagnostic(result.stderr.isEmpty ? "git has no answer" : result.stderr)
            }
            return FunctionResult(.string(result.stdout))
        }
    }

    private func lines(
        _ name: FunctionName, _ summary: String, _ query: @escaping @Sendable (HostQuery.GitPlace) -> HostQuery
    ) -> ExecutionFunction {
        .init(name, summary, parameters: [.required("cwd"), .optional("user")]) { call, _ in
            let result = try await host.reader.queries.answer(to: query(try Self.place(call)))
            guard result.exitCode == 0 else { throw Diagnostic(result.stderr) }
            return FunctionResult(.strings(result.stdout.split(separator: "\n").map(String.init)))
        }
    }
}
