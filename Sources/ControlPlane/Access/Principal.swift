import Values

/// Who asks: a user with what `external_auth` allows, or the local root on the master's own socket.
package struct Principal: Sendable {
    package let user: String
    /// How the user logged in: `file`, `sharedsecret`, ...; empty for the local root.
    package let eauth: String
    package let permissions: Permissions
    /// Everything is allowed.
    package let isLocal: Bool

    package init(user: String, eauth: String, permissions: Permissions, isLocal: Bool = false) {
        self.user = user
        self.eauth = eauth
        self.permissions = permissions
        self.isLocal = isLocal
    }

    package static let localRoot = Principal(user: "root", eauth: "", permissions: .none, isLocal: true)
}
