package import Values

/// A way to prove who one is (`eauth`).
package protocol PasswordBackend: Sendable {
    /// The fields of the login, `username` aside, in which the secret may come.
    var secretFields: [String] { get }

    /// - Throws: when the backend itself fails; a wrong secret is `false`.
    func accepts(user: String, secret: Secret) async throws -> Bool
}

/// `sharedsecret`: one secret for all users, from the configuration.
struct SharedSecretBackend: PasswordBackend {
    let sharedSecret: Secret
    let digests: Digests

    var secretFields: [String] { ["sharedsecret", "password"] }

    func accepts(user: String, secret: Secret) -> Bool {
        digests.areEqual(secret.revealed, sharedSecret.revealed)
    }
}

/// `file`: a text file with a line for each user, the password plain or as the hex of a digest.
///
/// The file is read at every login, so a change needs no restart.
struct FileBackend: PasswordBackend {
    let path: String
    /// nil: passwords are plain.
    let algorithm: Digests.Algorithm?
    let separator: String
    /// Columns, from 0.
    let userField: Int
    let passwordField: Int
    let digests: Digests
    let read: @Sendable (String) throws -> String

    var secretFields: [String] { ["password"] }

    func accepts(user: String, secret: Secret) throws -> Bool {
        let given = algorithm.map { digests.hexadecimal($0, secret.revealed) } ?? secret.revealed
        // Every line is compared, so that the time does not tell whether the user exists.
        var isAccepted = false
        for line in try read(path).split(whereSeparator: \.isNewline) {
            let fields = line.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
            guard fields.indices.contains(userField), fields.indices.contains(passwordField) else { continue }
            let stored = algorithm == nil ? fields[passwordField] : fields[passwordField].lowercased()
            let isSame = digests.areEqual(given, stored)
            if fields[userField] == user, isSame { isAccepted = true }
        }
        return isAccepted
    }
}
