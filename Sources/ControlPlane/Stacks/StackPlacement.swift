import Model

/// Where the containers of an application's stacks are. Pure.
struct StackPlacement: Sendable {
    /// The minions that a release gives its containers to; for another action those that have the containers of the
    /// moved stack.
    let here: [MinionID]
    /// Those, and where containers of the moved stack were before or have been left.
    let everywhere: [MinionID]
    /// By version.
    private let recorded: [String: [MinionID]]
    /// Where the containers of a stack without a record are looked for.
    private let target: [MinionID]
    let notes: [String]

    /// - Parameters:
    ///   - accepted: those of the recorded minions whose key this master accepts.
    ///   - target: the minions that the definition means.
    ///   - isNew: whether containers are to be started.
    init(stacks: [Stack], moved: Stack, accepted: Set<MinionID>, target: [MinionID], isNew: Bool) {
        self.target = target
        recorded = Dictionary(
            stacks.filter { !$0.minions.isEmpty }.map { ($0.version, $0.minions.filter(accepted.contains)) }
        ) { first, _ in first }
        let before = recorded[moved.version] ?? (isNew ? [] : target)
        here = isNew ? target : before
        everywhere = Set(before + here).sorted()
        let lost = Set(moved.minions).subtracting(accepted).sorted().map(\.text).joined(separator: ", ")
        notes =
            lost.isEmpty
            ? []
            : ["containers of \(moved.label) may be left on \(lost), whose key this master does not accept any more"]
    }

    /// The minions that have containers of a stack.
    func hosts(of stack: Stack) -> [MinionID] { recorded[stack.version] ?? target }

    /// Where the moved stack had containers and is to have none.
    var former: [MinionID] { everywhere.filter { !here.contains($0) } }
}
