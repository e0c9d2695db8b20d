package import Model
package import Values

/// Puts chunks into the order in which they run and finds what their requisites refer to. Pure.
///
/// A chunk comes after all that it depends on. Otherwise the own order decides, and a dependency is pulled up to just
/// before the earliest chunk that directly depends on it (Salt 3008).
package enum RequisiteGraph {
    /// - Throws: every reference to nothing, and every circle, each with its place.
    package static func resolve(_ drafts: [DraftChunk]) throws(Diagnostics) -> LowState {
        let requisites = try lookUp(drafts)
        let steps = try RequisiteOrder(drafts, requisites).steps()
        var order: [Int] = []
        var ahead: [(place: Int, target: Int)] = []
        for step in steps {
            switch step {
            case .run(let old): order.append(old)
            case .lookAhead(let old): ahead.append((order.count, old))
            }
        }
        var position = [Int](repeating: 0, count: drafts.count)
        for (new, old) in order.enumerated() { position[old] = new }
        let chunks = order.map { old in
            var chunk = drafts[old].chunk
            chunk.requisites = requisites[old].map { found in
                Requisite(kind: found.reference.kind, targets: found.targets.map { position[$0] }.sorted())
            }
            return chunk
        }
        return LowState(
            chunks: chunks,
            lookAheads: ahead.map { LowState.LookAhead(place: $0.place, target: position[$0.target]) })
    }

    /// By chunk: its references with the positions that they mean.
    private static func lookUp(_ drafts: [DraftChunk]) throws(Diagnostics) -> [[FoundRequisite]] {
        let index = ReferenceIndex(drafts)
        var problems: [Diagnostic] = []
        // The chunks of one `names` list share their references; each is reported once.
        var reported: Set<RequisiteReference> = []
        let found = drafts.map { draft in
            draft.references.compactMap { reference -> FoundRequisite? in
                if let targets = index.positions(of: reference) {
                    return targets.isEmpty ? nil : FoundRequisite(reference: reference, targets: targets)
                }
                if reported.insert(reference).inserted {
                    problems.append(missing(reference, in: draft.chunk, hint: index.hint(for: reference)))
                }
                return nil
            }
        }
        guard problems.isEmpty else { throw Diagnostics(problems) }
        return found
    }

    private static func missing(_ reference: RequisiteReference, in chunk: LowChunk, hint: String?) -> Diagnostic {
        Diagnostic(
            "Referenced state does not exist for requisite [\(reference.kind.rawValue): \(reference.text)] in state "
                + "[\(chunk.id)] in SLS [\(chunk.sls)]", at: reference.location ?? chunk.location, hint: hint)
    }
}

/// A reference and the positions that it means.
struct FoundRequisite {
    var reference: RequisiteReference
    var targets: [Int]
}
