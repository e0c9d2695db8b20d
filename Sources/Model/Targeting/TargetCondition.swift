package import Values

/// A target that was read and checked: ask it about as many minions as there are.
package indirect enum TargetCondition: Sendable {
    case glob(Glob)
    case expression(TargetExpression)
    case list(Set<String>)
    case data(TargetDataCondition)
    case address(AddressRange)
    case not(TargetCondition)
    case all([TargetCondition])
    case any([TargetCondition])

    /// - Throws: only when a regular expression backtracks beyond its limit.
    package func matches(_ subject: TargetSubject) throws(Diagnostic) -> Bool {
        switch self {
        case .glob(let glob): return glob.matches(subject.id.text)
        case .expression(let expression): return try expression.pattern.matchesStart(of: subject.id.text)
        case .list(let ids): return ids.contains(subject.id.text)
        case .data(let condition): return try condition.matches(subject)
        case .address(let range): return Self.addresses(of: subject, in: range).contains { range.contains($0) }
        case .not(let condition): return try !condition.matches(subject)
        case .all(let conditions):
            for condition in conditions { if try !condition.matches(subject) { return false } }
            return true
        case .any(let conditions):
            for condition in conditions { if try condition.matches(subject) { return true } }
            return false
        }
    }

    /// The ids that it lists. One behind a `not` is not asked for, so nobody misses it.
    package var listedIDs: Set<String> {
        switch self {
        case .list(let ids): ids
        case .all(let conditions), .any(let conditions):
            conditions.reduce(into: []) { $0.formUnion($1.listedIDs) }
        case .glob, .expression, .data, .address, .not: []
        }
    }

    private static func addresses(of subject: TargetSubject, in range: AddressRange) -> [String] {
        let grain = subject.grains[range.isIPv6 ? "ipv6" : "ipv4"]
        return grain?.list?.compactMap(\.string) ?? grain?.string.map { [$0] } ?? []
    }
}

/// A regular expression on the minion id.
package struct TargetExpression: Sendable {
    let pattern: TargetPattern
}

/// A condition on the grains or the pillar.
package struct TargetDataCondition: Sendable {
    let path: PathCondition
    let isPillar: Bool

    func matches(_ subject: TargetSubject) throws(Diagnostic) -> Bool {
        try path.matches(.map(isPillar ? subject.pillar : subject.grains))
    }
}
