import Model
import Values

/// Why each chunk of a run runs when it does: `state.explain`.
struct StateExplanation {
    private let chunks: [LowChunk]

    init(_ low: LowState) { chunks = low.chunks }

    /// A mapping for each chunk, in the order in which they run.
    var value: Value { .list(chunks.indices.map(explain)) }

    private func explain(_ index: Int) -> Value {
        let chunk = chunks[index]
        var map: ValueMap = [
            "id": .string(chunk.id), "state": .string(chunk.functionName.description), "name": .string(chunk.name),
            "sls": .string(chunk.sls), "written": .string(place(of: chunk)),
        ]
        let waits = chunk.requisites.filter { $0.kind != .listen }
        if !waits.isEmpty { map["waits for"] = .list(waits.flatMap(references)) }
        let listens = chunk.requisites.filter { $0.kind == .listen }
        if !listens.isEmpty { map["listens to"] = .list(listens.flatMap(references)) }
        map["order"] = .int(chunk.order)
        map["why"] = .string(reason(index))
        return .map(map)
    }

    private func references(_ requisite: Requisite) -> [Value] {
        requisite.targets.map { target in
            let chunk = chunks[target]
            return .string("\(requisite.kind.rawValue) \(name(target)), written at \(place(of: chunk))")
        }
    }

    private func place(of chunk: LowChunk) -> String {
        chunk.location.map { "\($0)" } ?? "no file"
    }

    private func name(_ index: Int) -> String { "\(chunks[index].state): \(chunks[index].id)" }

    /// What decided the place: a chunk that wanted it earlier, one that it had to wait for, or its own order.
    private func reason(_ index: Int) -> String {
        if let (dependent, kind) = earliestDependent(of: index), comes(dependent, before: index) {
            return "just before '\(name(dependent))', which is written earlier and refers to it (\(kind.rawValue))"
        }
        if let (target, kind) = latestTarget(of: index), comes(index, before: target) {
            return "as soon as '\(name(target))' is done, to which it refers (\(kind.rawValue))"
        }
        if let place = chunks[index].argumentLocations["order"] {
            return "by its own 'order' at \(place)"
        }
        return "in the order of definition"
    }

    /// Whether `a` would come before `b` if nothing referred to anything.
    private func comes(_ a: Int, before b: Int) -> Bool {
        (chunks[a].order, chunks[a].nameOrder ?? 0) < (chunks[b].order, chunks[b].nameOrder ?? 0)
    }

    private func earliestDependent(of index: Int) -> (Int, RequisiteKind)? {
        var earliest: (Int, RequisiteKind)?
        for (other, chunk) in chunks.enumerated() where other != index {
            for requisite in chunk.requisites where requisite.kind != .listen && requisite.kind != .prereq {
                guard requisite.targets.contains(index) else { continue }
                if let found = earliest, !comes(other, before: found.0) { continue }
                earliest = (other, requisite.kind)
            }
        }
        return earliest
    }

    /// The target that is done last; a chunk with a `prereq` runs before its target instead.
    private func latestTarget(of index: Int) -> (Int, RequisiteKind)? {
        var latest: (Int, RequisiteKind)?
        for requisite in chunks[index].requisites where requisite.kind != .listen && requisite.kind != .prereq {
            for target in requisite.targets where target > latest?.0 ?? -1 { latest = (target, requisite.kind) }
        }
        return latest
    }
}
