import Execution
import Host
import Model
import Values

/// A grain that a state sets, with what the state says then.
package struct GrainChange: Sendable, Hashable {
    /// The grain itself, without a path.
    var key: String
    var value: Value
    /// Whether null takes the grain away.
    var isDestructive = false
    var comment: String
    var changes: ValueMap

    func apply(in run: RunContext) async throws -> Applied {
        let call = FunctionCall(
            "grains.setval", arguments: [.string(key), value], keywords: ["destructive": .bool(isDestructive)])
        _ = try await run.services.call(call, in: run)
        return Applied(comment, changes: changes)
    }

    /// The grains as they are now, with those that states before this one have set.
    static func grains(in run: RunContext) async throws -> ValueMap {
        try await run.services.call(FunctionCall("grains.items", arguments: [], keywords: [:]), in: run).value.map
            ?? [:]
    }
}

/// A grain's path as its state names it.
struct GrainPath: Sendable, Hashable {
    let text: String

    /// - Parameter name: with the delimiter that the state gives in place of `:`.
    init(_ name: String, _ arguments: inout ArgumentDecoder) {
        text = name.replacing(arguments.text("delimiter", default: ":"), with: ":")
    }

    func value(in grains: ValueMap) -> Value? { Value.map(grains).value(at: text) }

    /// The grain at the path's beginning with a value at its end.
    func replacing(with value: Value, in grains: ValueMap) -> (key: String, value: Value) {
        var keys = ColonPath(text).keys
        var value = value
        while keys.count > 1, let last = keys.popLast() {
            var map = Value.map(grains).value(at: keys.joined(separator: ":"))?.map ?? [:]
            map[last] = value
            value = .map(map)
        }
        return (keys[0], value)
    }
}
