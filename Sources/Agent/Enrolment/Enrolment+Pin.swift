import Logging
import Model
import Values

/// The files that trust rests on.
extension Enrolment {
    /// The pinned authority; nil when it has to be read from a master.
    ///
    /// - Throws: a `Diagnostic` when the file is damaged, and no `master_finger` says which authority it has to be.
    func authority() throws(Diagnostic) -> String? {
        if masterFinger != nil, case .damaged = try StoredCertificate.read(store.authorityPath) { return nil }
        return try store.authority()
    }

    /// From now on this authority is trusted, and no other. A certificate that another has issued would be refused by its
    /// masters, so it goes.
    func pin(_ authority: String, of address: MasterAddress) throws(Diagnostic) {
        if case .damaged(let reason) = try StoredCertificate.read(store.authorityPath) {
            logger.warning(
                "'\(store.authorityPath)' held no certificate (\(reason)), it is written anew: master_finger says whose",
                metadata: ["master": "\(address)"])
        }
        try store.forgetCertificate()
        try store.pin(authority: authority)
        let finger = try Fingerprint.ofCertificate(authority)
        logger.notice(
            "the master's authority is now pinned", metadata: ["master": "\(address)", "finger": "\(finger)"])
    }

    /// A certificate that is good for nothing keeps no minion out: the key is what the master has accepted.
    func putDamagedCertificateAside() throws(Diagnostic) {
        guard case .damaged(let reason) = try store.certificate(for: try store.key()) else { return }
        let aside = try store.putCertificateAside()
        logger.warning(
            "'\(store.certificatePath)' is no certificate of this minion: \(reason); it enrols again with the same key",
            metadata: ["kept": "\(aside)"])
    }
}
