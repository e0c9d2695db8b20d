import Model

/// What an `exclude` leaves out of a run.
package enum Exclusion: Sendable, Hashable {
    /// Every state of the SLS files that a name or glob matches.
    case sls(String)
    case id(String)
}

extension Set<Exclusion> {
    func excludes(_ declaration: StateDeclaration) -> Bool {
        contains(.id(declaration.id)) || excludes(sls: declaration.sls)
    }

    func excludes(sls: String) -> Bool {
        contains {
            guard case .sls(let pattern) = $0 else { return false }
            return pattern == sls || Glob(pattern).matches(sls)
        }
    }
}
