import Execution
import Model
import Values

/// Hides pillar values from whoever calls `pillar.*` from outside, as Salt 3008 does unless `unmask=True` is said.
///
/// Templates, states and other functions that ask for the pillar see it as it is: only the answer to the call itself is
/// masked, so that a password does not end up in a terminal, a job's stored return or the event bus by accident.
struct PillarMask {
    static let placeholder: Value = "**********"

    private static let masked: Set<FunctionName> = [
        "pillar.get", "pillar.fetch", "pillar.items", "pillar.item", "pillar.data", "pillar.ext",
    ]

    /// The result as the caller may see it.
    ///
    /// - Parameter options: `pillar_mask_output: False` shows `pillar.items` and `pillar.data` as they are.
    static func apply(to result: FunctionResult, of call: FunctionCall, _ options: ValueMap) -> FunctionResult {
        let wish = call.keywords["unmask"].flatMap { $0.isNull ? nil : $0.isTruthy }
        let isPlain: Bool
        switch call.function {
        case "pillar.items" where !call.arguments.isEmpty, "pillar.data" where !call.arguments.isEmpty: isPlain = false
        case "pillar.raw": isPlain = wish ?? true
        case "pillar.items", "pillar.data": isPlain = wish ?? (options["pillar_mask_output"]?.isTruthy == false)
        case _ where masked.contains(call.function): isPlain = wish ?? false
        default: isPlain = true
        }
        guard !isPlain else { return result }
        var result = result
        result.value = result.value.hidden
        return result
    }
}

extension Value {
    /// Every leaf that says anything replaced; keys stay.
    fileprivate var hidden: Value {
        switch self {
        case .map(let map): .map(ValueMap(map.map { ($0.key, $0.value.hidden) }))
        case .list(let list): .list(list.map(\.hidden))
        default: isTruthy ? PillarMask.placeholder : self
        }
    }
}
