package import Values

/// How a target expression is read (`tgt_type`).
package enum TargetType: String, Sendable, Hashable, CaseIterable {
    case glob, pcre, list, grain
    case grainPCRE = "grain_pcre"
    case pillar
    case pillarPCRE = "pillar_pcre"
    case pillarExact = "pillar_exact"
    case nodegroup, ipcidr, compound
}

/// Which minions are meant: an expression and how to read it.
package struct Target: Sendable, Hashable {
    package var expression: String
    package var type: TargetType

    package init(_ expression: String, type: TargetType = .glob) {
        self.expression = expression
        self.type = type
    }

    /// - Throws: when `type` names no known way, with the nearest one.
    package init(_ expression: String, typeName: String?) throws(Diagnostic) {
        guard let typeName else { self.init(expression); return }
        guard let type = TargetType(rawValue: typeName) else {
            let known = TargetType.allCases.map(\.rawValue)
            throw Diagnostic(
                "unknown target type '\(typeName)'",
                hint: NearestName.hint(for: typeName, among: known) ?? "known are \(known.joined(separator: ", "))")
        }
        self.init(expression, type: type)
    }
}

/// What matching may look at of one minion.
package struct TargetSubject: Sendable {
    package var id: MinionID
    package var grains: ValueMap
    package var pillar: ValueMap

    package init(id: MinionID, grains: ValueMap = [:], pillar: ValueMap = [:]) {
        self.id = id
        self.grains = grains
        self.pillar = pillar
    }
}
