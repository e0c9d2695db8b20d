package import Model
package import Values

extension LowChunk {
    /// The mapping that `state.show_lowstate` and `state.show_low_sls` give.
    package var lowData: Value {
        var map: ValueMap = ["state": .string(state), "name": .string(name), "__sls__": .string(sls)]
        map["__env__"] = .string(environment)
        map["__id__"] = .string(id)
        if !includedFrom.isEmpty { map["__sls_included_from__"] = .strings(includedFrom) }
        for (key, value) in arguments { map[key] = value }
        for (key, value) in globals { map[key] = value }
        map["order"] = nameOrder.map { .double(Double(order) + Double($0) / 10_000) } ?? .int(order)
        map["fun"] = .string(function)
        return .map(map)
    }
}
