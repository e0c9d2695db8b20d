package import Model
package import Values

extension LowState {
    /// What `state.show_lowstate` and `state.show_low_sls` give, in the order of execution: a chunk that another looks
    /// ahead at (`prereq`) stands there twice, first where it is tried.
    package var lowData: [Value] {
        let ahead = Dictionary(grouping: lookAheads, by: \.place)
        let tried = Set(lookAheads.map(\.target))
        return chunks.indices.flatMap { place in
            let targets = (ahead[place] ?? []).map(\.target)
            return (targets + [place]).map { chunks[$0].lowData(isTried: tried.contains($0)) }
        }
    }
}

extension LowChunk {
    /// - Parameter isTried: whether another chunk looks ahead at this one.
    fileprivate func lowData(isTried: Bool) -> Value {
        var map: ValueMap = ["state": .string(state), "name": .string(name), "__sls__": .string(sls)]
        map["__env__"] = .string(environment)
        map["__id__"] = .string(id)
        if !includedFrom.isEmpty { map["__sls_included_from__"] = .strings(includedFrom) }
        for (key, value) in arguments { map[key] = value }
        for (key, value) in globals { map[key] = value }
        map["order"] = nameOrder.map { .double(Double(order) + Double($0) / 10_000) } ?? .int(order)
        map["fun"] = .string(function)
        if isTried { map["__prereq__"] = true }
        if requisites.contains(where: { $0.kind == .prereq }) { map["__prerequiring__"] = true }
        return .map(map)
    }
}
