package import Values

/// What a minion shows and trusts once it is accepted.
package struct Credentials: Sendable, Hashable {
    /// The pinned authority's certificate as PEM.
    package let authority: String
    /// The minion's certificate as PEM.
    package let certificate: String
    package let privateKey: Secret

    package init(authority: String, certificate: String, privateKey: Secret) {
        self.authority = authority
        self.certificate = certificate
        self.privateKey = privateKey
    }
}
