import Glibc
import Host
import Values

/// Whose crontab is meant, and how it is read and written.
struct CrontabPlace: Sendable {
    let user: String

    /// The `-u` of the program; nobody needs it for the own crontab.
    private func option(_ accounts: any AccountLookup) -> String? {
        accounts.user(user)?.id == geteuid() ? nil : user
    }

    /// Empty where there is none.
    func text(_ reader: HostReader) async throws -> String {
        let result = try await reader.queries.answer(to: .crontab(of: option(reader.accounts)))
        return String(decoding: result.output, as: UTF8.self)
    }

    func read(_ reader: HostReader) async throws -> Crontab { Crontab(try await text(reader)) }

    /// - Returns: what the program complains of; nil when it took the text.
    func write(_ text: String, with writer: HostWriter) async throws -> String? {
        let option = option(writer.accounts).map { ["-u", $0] } ?? []
        let request = CommandRequest(.arguments(["crontab"] + option + ["-"]), input: Array(text.utf8))
        let result = try await writer.commands.run(request)
        return result.exitCode == 0 ? nil : result.stderr
    }
}
