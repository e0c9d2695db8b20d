import Model
import Values

extension LowChunk {
    /// How a failed requisite names it: `nginx.config.nginx-conf`.
    var path: String { sls.isEmpty ? id : "\(sls).\(id)" }

    /// Whether its return is masked (`no_log`).
    var hidesOutput: Bool { globals["no_log"]?.isTruthy ?? false }

    /// Whether something beside its requisites decides if it runs.
    var isConditional: Bool { ["unless", "onlyif", "creates"].contains { globals[$0] != nil } }

    /// Whether it may be carried out together with others: its own `aggregate`, else the option `state_aggregate`.
    func aggregates(under options: ValueMap) -> Bool {
        if let own = globals["aggregate"] { return own.isTruthy }
        guard let option = options["state_aggregate"] else { return false }
        return option.list.map { $0.contains(.string(state)) } ?? option.isTruthy
    }

    /// The permissions that what it makes is to lack.
    var umask: UInt32? { globals["umask"]?.scalarText.flatMap { UInt32($0, radix: 8) } }

    /// What `umask` says, where that is no octal number.
    var invalidUmask: String? {
        guard let umask = globals["umask"], !umask.isNull, self.umask == nil else { return nil }
        return umask.scalarText ?? umask.kindName
    }

    /// The chunk that reacts at the end of the run to what this one listens to.
    var listener: LowChunk {
        var copy = self
        copy.id = "listener_\(id)"
        copy.requisites = []
        return copy
    }
}

extension RequisiteKind {
    /// The kind for a function that can't react to a watched change.
    var withoutReaction: RequisiteKind {
        switch self {
        case .watch: .require
        case .watchAny: .requireAny
        default: self
        }
    }
}

extension StateReturn {
    /// What a requisite on it has to know.
    func outcome(of target: Int) -> RequisiteVerdict.Outcome {
        RequisiteVerdict.Outcome(
            target, result: result, hasChanges: !changes.isEmpty, ran: ran,
            skipsRequisites: extra["skip_req"]?.isTruthy ?? false)
    }

    /// The same return with name, comment and the leaves of its changes hidden.
    var masked: StateReturn {
        var copy = self
        let mask = Secret("").description
        copy.name = mask
        if !comment.isEmpty { copy.comment = mask }
        copy.changes = ValueMap(changes.map { ($0.key, $0.value.masked(with: mask)) })
        return copy
    }
}

extension Value {
    fileprivate func masked(with mask: String) -> Value {
        switch self {
        case .map(let map): .map(ValueMap(map.map { ($0.key, $0.value.masked(with: mask)) }))
        case .list(let list): .list(list.map { $0.masked(with: mask) })
        default: .string(mask)
        }
    }
}
