/// The kinds of requisite that hold at run time (`use` is spent by the compiler).
package enum RequisiteKind: String, Sendable, Hashable, CaseIterable {
    case require
    case requireAny = "require_any"
    case watch
    case watchAny = "watch_any"
    case onchanges
    case onchangesAny = "onchanges_any"
    case onfail
    case onfailAny = "onfail_any"
    case onfailAll = "onfail_all"
    case prereq
    case listen
}

/// One requisite of a chunk, its targets found.
package struct Requisite: Sendable, Hashable {
    package let kind: RequisiteKind
    /// Positions in `LowState.chunks` of every chunk that the reference matched.
    package let targets: [Int]

    package init(kind: RequisiteKind, targets: [Int]) {
        self.kind = kind
        self.targets = targets
    }
}
