package import Values

/// First contact: a minion shows its key and proves that it holds it.
package struct EnrolmentRequest: Sendable, Hashable {
    package var id: MinionID
    /// SubjectPublicKeyInfo of a P-256 key as PEM.
    package var publicKey: String
    /// Base64 of a DER ECDSA signature (P-256, SHA-256) over `proof`.
    package var signature: String
    /// Microseconds since 1970, part of what is signed.
    package var time: Int64

    package init(id: MinionID, publicKey: String, signature: String, time: Int64) {
        self.id = id
        self.publicKey = publicKey
        self.signature = signature
        self.time = time
    }

    /// The text that the minion signs.
    package static func proof(id: MinionID, publicKey: String, time: Int64) -> String {
        "pigeon enrolment\n\(id)\n\(time)\n\(publicKey)"
    }

    package var value: Value {
        [
            "id": .string(id.text), "public_key": .string(publicKey), "signature": .string(signature),
            "time": .int(Int(time)),
        ]
    }

    package init(value: Value) throws(Diagnostic) {
        guard let id = value["id"]?.string, let key = value["public_key"]?.string,
            let signature = value["signature"]?.string, let time = value["time"]?.int
        else { throw Diagnostic("an enrolment lacks 'id', 'public_key', 'signature' or 'time'") }
        self.init(id: try MinionID(id), publicKey: key, signature: signature, time: Int64(time))
    }
}

/// Where the minion's key stands, and its certificate once it is accepted.
package struct EnrolmentReply: Sendable, Hashable {
    /// `pending`, `accepted`, `rejected` or `denied`.
    package var state: String
    /// The fingerprint of the minion's key as the master computed it.
    package var fingerprint: String
    /// The authority's certificate as PEM.
    package var authority: String
    package var certificate: String?

    package init(state: String, fingerprint: String, authority: String, certificate: String? = nil) {
        self.state = state
        self.fingerprint = fingerprint
        self.authority = authority
        self.certificate = certificate
    }

    package var value: Value {
        [
            "state": .string(state), "fingerprint": .string(fingerprint), "authority": .string(authority),
            "certificate": Value(certificate),
        ]
    }

    package init(value: Value) throws(Diagnostic) {
        guard let state = value["state"]?.string, let fingerprint = value["fingerprint"]?.string,
            let authority = value["authority"]?.string
        else { throw Diagnostic("the master's answer to the enrolment lacks 'state', 'fingerprint' or 'authority'") }
        self.init(
            state: state, fingerprint: fingerprint, authority: authority, certificate: value["certificate"]?.string)
    }
}
