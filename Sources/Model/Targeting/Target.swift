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
    /// What is between the keys of a path into grains or pillar.
    package var delimiter: String

    package init(_ expression: String, type: TargetType = .glob, delimiter: String = ":") {
        self.expression = expression
        self.type = type
        self.delimiter = delimiter
    }

    /// - Throws: when `type` names no known way, with the nearest one; when the delimiter is empty.
    package init(_ expression: String, typeName: String?, delimiter: String = ":") throws(Diagnostic) {
        if delimiter.isEmpty { throw Diagnostic("the delimiter is empty", hint: "':' is the usual one") }
        guard let typeName else { self.init(expression); return }
        guard let type = TargetType(rawValue: typeName) else {
            let known = TargetType.allCases.map(\.rawValue)
            throw Diagnostic(
                "unknown target type '\(typeName)'",
                hint: NearestName.hint(for: typeName, among: known) ?? "known are \(known.joined(separator: ", "))")
        }
        self.init(expression, type: type, delimiter: delimiter)
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
