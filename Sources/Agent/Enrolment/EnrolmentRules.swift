package import Model
package import Values

/// What an answer of the master to an enrolment means.
package enum EnrolmentOutcome: Sendable, Hashable {
    /// The operator has not decided yet.
    case pending
    /// The certificate as PEM.
    case accepted(certificate: String)
    /// The operator said no; the sentence says what to do.
    case refused(Diagnostic)
}

/// Judges the master's answers: whose authority is trusted, and what a state means. No network, no disk.
package struct EnrolmentRules: Sendable {
    package var id: MinionID
    /// Of the minion's own key.
    package var fingerprint: String
    /// SubjectPublicKeyInfo of the minion's own key.
    package var publicKeyDER: [UInt8]
    /// The configured `master_finger`.
    package var masterFinger: String?

    package init(id: MinionID, key: IdentityKey, masterFinger: String?) {
        self.id = id
        fingerprint = key.fingerprint
        publicKeyDER = key.publicKeyDER
        self.masterFinger = masterFinger
    }

    /// Checks the authority that an answer shows against the pinned one and against `master_finger`.
    ///
    /// - Parameters:
    ///   - pinned: the authority's PEM from an earlier contact, nil at first contact.
    ///   - pinPath: the file that the pin is in, for the hint.
    package func check(authority: String, pinned: String?, pinPath: String, at address: MasterAddress)
        throws(Diagnostic)
    {
        let shown = try Fingerprint.ofCertificate(authority)
        if let masterFinger, !Fingerprint.matches(masterFinger, shown) {
            throw Diagnostic(
                "the master at \(address) shows the authority \(shown), but master_finger is \(masterFinger)",
                hint: "compare with `pigeon key finger` on the master: if that was set up anew, correct master_finger"
                    + (pinned == nil ? "" : ", remove \(pinPath) and restart the minion")
                    + "; else something pretends to be the master")
        }
        guard let pinned else { return }
        let known = try Fingerprint.ofCertificate(pinned)
        guard known == shown else {
            throw Diagnostic(
                "the master at \(address) shows the authority \(shown), but this minion trusts \(known)",
                hint:
                    "compare with `pigeon key finger` on the master: if that was set up anew and shows the first one, "
                    + "remove \(pinPath) and restart the minion; else something pretends to be the master")
        }
    }

    /// Checks the pinned authority against `master_finger`.
    ///
    /// - Parameter pinPath: the file that the pin is in, for the hint.
    package func check(pin: String, pinPath: String) throws(Diagnostic) {
        let known = try Fingerprint.ofCertificate(pin)
        guard let masterFinger, !Fingerprint.matches(masterFinger, known) else { return }
        throw Diagnostic(
            "this minion trusts the authority \(known), but master_finger is \(masterFinger)",
            hint:
                "compare with `pigeon key finger` on the master: correct master_finger, or, if the master was set up anew, "
                + "remove \(pinPath) and restart the minion")
    }

    package func outcome(of reply: EnrolmentReply, at address: MasterAddress) throws(Diagnostic) -> EnrolmentOutcome {
        guard Fingerprint.matches(reply.fingerprint, fingerprint) else {
            throw Diagnostic(
                "the master at \(address) answered for the key \(reply.fingerprint), this minion's is \(fingerprint)",
                hint: "something between the minion and the master changes requests")
        }
        switch reply.state {
        case "pending": return .pending
        case "accepted": return .accepted(certificate: try certificate(of: reply, at: address))
        case "rejected":
            return .refused(
                Diagnostic(
                    "the master at \(address) has rejected the key of '\(id)' (\(fingerprint))",
                    hint: "on that master: `pigeon key accept --include-rejected \(id)`, "
                        + "or `pigeon key delete \(id)` for a fresh start"))
        case "denied":
            return .refused(
                Diagnostic(
                    "the master at \(address) knows another key for '\(id)' and denies this one (\(fingerprint))",
                    hint: "two minions may have the same id; if this host was set up anew, "
                        + "`pigeon key delete \(id)` on the master lets it enrol again"))
        default:
            throw Diagnostic("the master at \(address) answered with the unknown enrolment state '\(reply.state)'")
        }
    }

    private func certificate(of reply: EnrolmentReply, at address: MasterAddress) throws(Diagnostic) -> String {
        guard let certificate = reply.certificate else {
            throw Diagnostic("the master at \(address) accepted the key of '\(id)' but sent no certificate")
        }
        try check(certificate: certificate, from: address)
        return certificate
    }

    /// A certificate has to be for this minion's own key. It holds the public key byte for byte, so one for another is
    /// found out without reading X.509.
    package func check(certificate: String, from address: MasterAddress) throws(Diagnostic) {
        let der = try PEMText.der(certificate, what: "the certificate from the master at \(address)")
        guard der.firstRange(of: publicKeyDER) != nil else {
            throw Diagnostic(
                "the master at \(address) sent a certificate for another key than this minion's",
                hint: "`pigeon key delete \(id)` on the master lets the minion enrol again")
        }
    }
}
