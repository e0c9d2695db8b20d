import Execution
import Host
import Values

/// Who runs `git`, and how a remote repository is reached.
struct GitAccess: Sendable, Hashable {
    let user: String?
    let identities: [String]
    private let name: String?
    private let password: String?

    init(_ arguments: inout ArgumentDecoder) {
        user = arguments.text("user")
        identities = arguments.texts("identity") ?? []
        name = arguments.text("https_user")
        password = arguments.text("https_pass")
        for path in identities where !path.hasPrefix("/") {
            arguments.refuse("identity", "identity '\(path)' is not an absolute path")
        }
        for name in ["password", "output_encoding"] { _ = arguments.value(name) }
    }

    init(user: String?) {
        self.user = user
        (identities, name, password) = ([], nil, nil)
    }

    /// The address with name and password in it, as git keeps it.
    func address(_ url: String) -> String {
        guard let name, url.hasPrefix("https://") else { return url }
        let secret = password.map { ":\($0)" } ?? ""
        return "https://\(name)\(secret)@\(url.dropFirst("https://".count))"
    }

    var environment: [String: String] {
        guard !identities.isEmpty else { return [:] }
        let keys = identities.map { "-i '\($0.replacing("'", with: "'\\''"))'" }.joined(separator: " ")
        return [
            "GIT_SSH_COMMAND":
                "ssh \(keys) -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=accept-new"
        ]
    }

    func place(_ directory: String? = nil) -> HostQuery.GitPlace {
        HostQuery.GitPlace(directory: directory, user: user, environment: environment)
    }

    /// Runs `git`.
    ///
    /// - Throws: a `Diagnostic` with what it complains of, secrets taken out.
    func run(_ words: [String], in directory: String? = nil, _ writer: HostWriter) async throws {
        var request = CommandRequest(
            .arguments(["git"] + (directory.map { ["-C", $0] } ?? []) + words), environment: ["LC_ALL": "C"], user: user
        )
        for (name, value) in environment { request.environment[name] = value }
        request.environment["GIT_TERMINAL_PROMPT"] = "0"
        let result = try await writer.commands.run(request)
        guard result.exitCode != 0 else { return }
        var text = result.stderr.isEmpty ? result.stdout : result.stderr
        if let password, !password.isEmpty { text = text.replacing(password, with: "<redacted>") }
        throw Diagnostic(text)
    }

    /// The first line of an answer; nil when `git` had none.
    func answer(_ query: HostQuery, _ reader: HostReader) async throws -> String? {
        let result = try await reader.queries.answer(to: query)
        return result.exitCode == 0 ? result.stdout : nil
    }
}

/// What was done, or would be, one thing after another.
struct GitComments: Sendable, Hashable {
    var parts: [String] = []

    var text: String { parts.joined(separator: ". ") + (parts.count > 1 ? "." : "") }

    func failure(_ reason: String) -> String {
        parts.isEmpty ? reason : "\(reason)\n\nChanges already made: \(text)"
    }
}
