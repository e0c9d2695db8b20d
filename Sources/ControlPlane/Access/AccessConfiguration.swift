package import Model
import RegularExpressions
package import Values

/// `external_auth` and what belongs to it, read from the master's configuration.
package struct AccessConfiguration: Sendable {
    /// The users of one way to log in and what each may do.
    struct Entry: Sendable {
        let name: String
        let permissions: Permissions
    }

    var backends: [String: any PasswordBackend] = [:]
    var entries: [String: [Entry]] = [:]
    /// How long a token lives (`token_expire`).
    package var lifetime = Duration.seconds(43_200)
    /// The `*` entry holds for those too who have an entry of their own (`permissive_acl`).
    package var isPermissive = false
    /// The clients of a lowstate that may be used (`netapi_enable_clients`).
    package var enabledClients = Set(LowstateClient.allCases)
    /// What is not used and why: for the log.
    package var warnings: [Diagnostic] = []

    /// - Parameters:
    ///   - options: the master's configuration: `external_auth` and `sharedsecret`.
    ///   - backends: further ways to log in, by their eauth name, such as `pam`.
    ///   - readFile: gives the text of the `file` backend's file.
    /// - Throws: what `problems(in:digests:backends:)` tells.
    package init(
        options: ValueMap, digests: Digests, backends: [String: any PasswordBackend] = [:],
        readFile: @escaping @Sendable (String) throws -> String
    ) throws(Diagnostics) {
        var problems: [AccessProblem] = []
        self.init(options, digests, backends, readFile, &problems)
        guard problems.isEmpty else { throw Diagnostics(problems.map(\.diagnostic)) }
    }

    /// Parts of `external_auth` that have the wrong type, lack a file or secret, or have a pattern that is not valid.
    package static func problems(
        in options: ValueMap, digests: Digests, backends: [String: any PasswordBackend] = [:]
    ) -> [AccessProblem] {
        var problems: [AccessProblem] = []
        _ = AccessConfiguration(options, digests, backends, { _ in "" }, &problems)
        return problems
    }

    private init(
        _ options: ValueMap, _ digests: Digests, _ backends: [String: any PasswordBackend],
        _ readFile: @escaping @Sendable (String) throws -> String, _ problems: inout [AccessProblem]
    ) {
        guard let all = options["external_auth"], !all.isNull else { return }
        guard let map = all.map else {
            problems.append(AccessProblem([], "external_auth must be a mapping, not \(all.kindName)"))
            return
        }
        for (key, value) in map {
            let eauth = key.scalarText ?? ""
            guard let users = value.map else {
                problems.append(
                    AccessProblem([eauth], "external_auth.\(eauth) must be a mapping of users to permissions"))
                continue
            }
            do throws(AccessProblem) {
                switch eauth {
                case "sharedsecret": self.backends[eauth] = try Self.sharedSecret(options, digests)
                case "file": self.backends[eauth] = try Self.file(users, digests, readFile)
                default: self.backends[eauth] = backends[eauth]
                }
            } catch {
                problems.append(error)
            }
            if self.backends[eauth] == nil, !["sharedsecret", "file"].contains(eauth) {
                warnings.append(Self.unknown(eauth, known: ["file", "sharedsecret"] + backends.keys.sorted()))
            } else {
                entries[eauth] = Self.entries(users, eauth, &problems)
            }
        }
    }

    /// What a user of this backend may do; `groups` are those that the user belongs to.
    func permissions(of user: String, eauth: String, groups: [String] = []) -> Permissions {
        var found = Permissions.none
        var everybody = Permissions.none
        var isNamed = false
        for entry in entries[eauth] ?? [] {
            if entry.name == "*" {
                everybody = entry.permissions
            } else if entry.name.hasSuffix("%") {
                if groups.contains(String(entry.name.dropLast())) {
                    found = found + entry.permissions
                    isNamed = true
                }
            } else if UserPattern(entry.name).matches(user) {
                found = found + entry.permissions
                isNamed = true
            }
        }
        return isNamed && !isPermissive ? found : found + everybody
    }

    private static func entries(
        _ users: ValueMap, _ eauth: String, _ problems: inout [AccessProblem]
    ) -> [Entry] {
        var entries: [Entry] = []
        for (key, value) in users {
            let name = key.scalarText ?? ""
            if name.hasPrefix("^") { continue }
            do throws(Diagnostic) {
                entries.append(Entry(name: name, permissions: try Permissions(value.list ?? [value])))
            } catch {
                problems.append(
                    AccessProblem(
                        [eauth, name], "external_auth.\(eauth).\(name): \(error.message)", hint: error.hint))
            }
        }
        return entries
    }

    private static func sharedSecret(
        _ options: ValueMap, _ digests: Digests
    ) throws(AccessProblem) -> SharedSecretBackend {
        guard let secret = options["sharedsecret"]?.scalarText, !secret.isEmpty else {
            throw AccessProblem(
                ["sharedsecret"], "external_auth has 'sharedsecret' but no secret is set",
                hint: "set sharedsecret: TEXT in the master's configuration")
        }
        return SharedSecretBackend(sharedSecret: Secret(secret), digests: digests)
    }

    private static func file(
        _ options: ValueMap, _ digests: Digests, _ read: @escaping @Sendable (String) throws -> String
    ) throws(AccessProblem) -> FileBackend {
        guard let path = options["^filename"]?.string else {
            throw AccessProblem(
                ["file"], "external_auth.file has no '^filename'", hint: "give the path of the file with passwords")
        }
        if let type = options["^filetype"]?.string, type != "text" {
            throw AccessProblem(
                ["file", "^filetype"], "external_auth.file: the file type '\(type)' is not supported",
                hint: "use ^filetype: text")
        }
        let hash = options["^hashtype"]?.string ?? "plaintext"
        let algorithm = Digests.Algorithm(rawValue: hash)
        guard algorithm != nil || hash == "plaintext" || hash == "text" else {
            let known = ["plaintext"] + Digests.Algorithm.allCases.map(\.rawValue)
            throw AccessProblem(
                ["file", "^hashtype"], "external_auth.file: unknown ^hashtype '\(hash)'",
                hint: "known are \(known.joined(separator: ", "))")
        }
        return FileBackend(
            path: path, algorithm: algorithm, separator: options["^field_separator"]?.string ?? ":",
            userField: (options["^username_field"]?.int ?? 1) - 1,
            passwordField: (options["^password_field"]?.int ?? 2) - 1, digests: digests, read: read)
    }

    private static func unknown(_ eauth: String, known: [String]) -> Diagnostic {
        if eauth == "auto" {
            return Diagnostic(
                "external_auth.auto lets anyone in and is never used", severity: .warning,
                hint: "use one of \(known.joined(separator: ", "))")
        }
        return Diagnostic(
            "external_auth.\(eauth) is not available and was left out", severity: .warning,
            hint: NearestName.hint(for: eauth, among: known) ?? "known are \(known.joined(separator: ", "))")
    }
}

/// A user in `external_auth`: the name itself, a glob, or a regular expression of the whole name.
struct UserPattern {
    private let text: String

    init(_ text: String) { self.text = text }

    func matches(_ user: String) -> Bool {
        if text == user || Glob(text).matches(user) { return true }
        // A glob like 'web*' need not be a regular expression; one that isn't, or that backtracks too much, matches
        // nobody.
        do { return try RegularExpression(text).fullMatch(user) != nil } catch { return false }
    }
}
