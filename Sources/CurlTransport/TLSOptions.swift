/// TLS for one client. TLS 1.3 is the minimum, always.
package struct TLSOptions: Sendable {
    package enum Verification: Sendable {
        /// The chain leads to `authority` and the certificate is for the host in the URL.
        case full
        /// Anything is accepted: for first contact only, followed by a comparison of what `peerCertificates` shows.
        case none
    }

    /// The authorities that a server's certificate may come from; nil for those of the system.
    package var authority: PEM?
    /// This client's certificate, its own first when it is a chain.
    package var certificate: PEM?
    package var privateKey: PEM?
    package var verification: Verification
    /// The SHA-256 of the server's public key (its SubjectPublicKeyInfo), in base64; checked under either kind of
    /// verification.
    package var pinnedPublicKey: String?

    package init(
        authority: PEM? = nil, certificate: PEM? = nil, privateKey: PEM? = nil, verification: Verification = .full,
        pinnedPublicKey: String? = nil
    ) {
        self.authority = authority
        self.certificate = certificate
        self.privateKey = privateKey
        self.verification = verification
        self.pinnedPublicKey = pinnedPublicKey
    }
}

/// Certificates or a key in PEM, by path or as text. Its description never shows the text.
package enum PEM: Sendable, CustomStringConvertible, CustomReflectable {
    case file(String)
    case text(String)

    package var description: String {
        switch self {
        case .file(let path): path
        case .text: "PEM text"
        }
    }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
