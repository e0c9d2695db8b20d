import Model

/// Which new keys are accepted without an operator (`auto_accept`, `autosign_file`).
package struct AcceptancePolicy: Sendable {
    private let acceptsAll: Bool
    private let autosignLines: @Sendable () throws -> [String]

    /// - Parameter autosignLines: the lines of the `autosign_file`, read anew for every key; each is an id or a glob.
    package init(acceptsAll: Bool, autosignLines: @escaping @Sendable () throws -> [String]) {
        self.acceptsAll = acceptsAll
        self.autosignLines = autosignLines
    }

    func accepts(_ id: MinionID) async throws -> Bool {
        if acceptsAll { return true }
        return try autosignLines().contains { line in
            let text = line.drop { $0 == " " }
            return !text.isEmpty && !text.hasPrefix("#") && Glob(String(text)).matches(id.text)
        }
    }
}
