/// Looks up users and groups.
package protocol AccountLookup: Sendable {
    /// - Parameter name: a name, or a number that an account has.
    func user(_ name: String) -> Account?
    func group(_ name: String) -> AccountGroup?
    /// Every group that the account is in, its own included.
    func groups(of account: Account) -> [UInt32]
}

extension AccountLookup {
    /// The name of a number; the number itself when no account has it.
    package func userName(_ id: UInt32) -> String { user(String(id))?.name ?? String(id) }
    package func groupName(_ id: UInt32) -> String { group(String(id))?.name ?? String(id) }
}
