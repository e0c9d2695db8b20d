package import Execution
import Model
import Values

/// `key.*` on a minion, as Salt has it: the fingerprints that the operator compares with `pigeon key finger`.
package enum KeyModule {
    /// - Parameter store: where the minion's key is; nothing is made there.
    package static func functions(_ store: IdentityStore) -> [ExecutionFunction] {
        [
            ExecutionFunction("key.finger", "The fingerprint of this minion's public key") { _, _ in
                guard let key = try store.publicKey() else {
                    throw Diagnostic(
                        "this host's minion has no key in \(store.directory) yet",
                        hint: "pigeon-minion makes it when it starts for the first time")
                }
                return FunctionResult(.string(Fingerprint.of(try PEMText.der(key, what: store.publicKeyPath))))
            },
            ExecutionFunction("key.finger_master", "The fingerprint of the authority that this minion trusts") { _, _ in
                guard let authority = try store.authority() else {
                    throw Diagnostic(
                        "this host's minion has met no master yet: there is no \(store.authorityPath)",
                        hint: "set master_finger to what `pigeon key finger` shows on the master as master.pub")
                }
                return FunctionResult(.string(try Fingerprint.ofCertificate(authority)))
            },
        ]
    }
}
