import Logging
import Model
import Values

extension Enrolment {
    /// What to tell of a failure. TLS only says that the certificate of a master is not of the pinned authority; the
    /// master is asked for its own, without proof and for this sentence alone: nothing is trusted for it, and nothing of
    /// the minion is told. That is one more request for each attempt that fails so, and attempts have pauses.
    ///
    /// - Returns: the error itself when it is about something else, or the master does not say.
    package func explanation(of error: any Error) async -> any Error {
        guard let error = error as? MasterError, error.doubtsMaster, case .untrusted(let address, let reason) = error
        else { return error }
        let shown: String
        do {
            shown = try PEMText.certificate(try await exchange.authority(of: address), what: "its authority")
        } catch let silence {
            logger.debug("the master does not say whose it is: \(silence)", metadata: ["master": "\(address)"])
            return error
        }
        do throws(Diagnostic) {
            guard let pinned = try authority() else { return error }
            try EnrolmentRules(id: id, key: try store.key(), masterFinger: masterFinger)
                .check(authority: shown, pinned: pinned, pinPath: store.authorityPath, at: address)
            return Diagnostic(
                "the master at \(address) shows the authority \(try Fingerprint.ofCertificate(shown)), which this minion "
                    + "trusts, but its own certificate is not good: \(reason)",
                hint: "if it is about time, compare the clocks here and on the master; "
                    + "else something pretends to be the master")
        } catch {
            return error
        }
    }
}
