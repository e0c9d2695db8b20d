package import Values

/// A successful login.
package struct Session: Sendable {
    /// 40 hex digits; only its digest is kept.
    package let token: Secret
    package let principal: Principal
    /// Microseconds since 1970.
    package let start: Int64
    package let expires: Int64

    /// The element of `return` in the answer to `POST /login`: the one place where the token is shown.
    package var value: Value {
        [
            "token": .string(token.revealed), "expire": .double(Double(expires) / 1e6),
            "start": .double(Double(start) / 1e6), "user": .string(principal.user), "eauth": .string(principal.eauth),
            "perms": principal.permissions.value,
        ]
    }
}
