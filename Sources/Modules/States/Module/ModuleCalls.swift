import Execution
package import Model
import Values

/// The calls that a `module` state is written as: `test.echo: [text: hi]`, or of old `name: test.echo` with keywords.
package struct ModuleCalls: Sendable {
    package let all: [FunctionCall]
    package let isLegacy: Bool

    init(name: String, _ arguments: inout ArgumentDecoder) {
        let rest = arguments.rest()
        let isNamed = rest.contains { $0.key.string?.contains(".") == true }
        isLegacy = !isNamed
        var calls: [FunctionCall] = []
        do throws(Diagnostic) {
            if isNamed {
                for (key, value) in rest where key.string?.contains(".") == true {
                    calls.append(Self.call(try FunctionName(key.scalarText ?? ""), value))
                }
                for (key, _) in rest where key.string?.contains(".") != true && key != "name" {
                    arguments.refuse(
                        key.scalarText ?? "", "'\(key.scalarText ?? "")' stands beside functions and is none",
                        hint: "write it under the function that it is for")
                }
            } else {
                calls = [try Self.legacy(try FunctionName(name), rest)]
            }
        } catch {
            arguments.refuse([error])
        }
        all = calls
    }

    /// A list's maps are keywords and its other entries positional.
    private static func call(_ function: FunctionName, _ value: Value) -> FunctionCall {
        var call = FunctionCall(function)
        for entry in value.list ?? (value.isNull ? [] : [value]) {
            if let map = entry.map {
                for (key, value) in map { call.keywords[key] = value }
            } else {
                call.arguments.append(entry)
            }
        }
        return call
    }

    /// `m_name` is how a keyword `name` was written beside the state's own.
    private static func legacy(_ function: FunctionName, _ rest: ValueMap) throws(Diagnostic) -> FunctionCall {
        var call = FunctionCall(function)
        for (key, value) in rest {
            let name = key.scalarText ?? ""
            switch name {
            case "args": call.arguments = value.list ?? [value]
            case "kwargs" where value.isNull: break
            case "kwargs":
                guard let map = value.map else {
                    throw Diagnostic(
                        "'kwargs' must be a mapping, not \(value.kindName)", hint: "like 'kwargs: {test: True}'")
                }
                call.keywords = call.keywords.merged(with: map)
            case "m_name", "m_names", "m_fun", "m_state", "m_saltenv": call.keywords[String(name.dropFirst(2))] = value
            default: call.keywords[key] = value
            }
        }
        return call
    }

    /// False, or a map that says so somewhere inside.
    static func isFailure(_ value: Value) -> Bool {
        if value == false { return true }
        guard let map = value.map else { return false }
        if map["result"] == false { return true }
        if let code = map["retcode"]?.int, code != 0 { return true }
        return map.contains { $0.value.map != nil && isFailure($0.value) }
    }
}
