package import Execution
import Model
import Values
import YAML

/// `beacons.*`: what is watched on this minion.
package struct BeaconsModule: Sendable {
    private let book: BeaconBook

    package init(_ book: BeaconBook) { self.book = book }

    package var functions: [ExecutionFunction] { showing + changing + switching }

    private var showing: [ExecutionFunction] {
        [
            .init(
                "beacons.list", "The beacons that are configured, as YAML.",
                parameters: [
                    .optional("return_yaml", true), .optional("include_pillar", true), .optional("include_opts", true),
                    .keywords("kwargs"),
                ]
            ) { call, _ in
                let beacons = book.beacons(
                    fromConfiguration: call["include_opts"].isTruthy, fromPillar: call["include_pillar"].isTruthy)
                guard call["return_yaml"].isTruthy else { return FunctionResult(.map(beacons)) }
                return FunctionResult(
                    .string(YAMLWriter.write(["beacons": .map(beacons)], style: .init(sortsKeys: true))))
            },
            .init(
                "beacons.list_available", "The kinds of beacons that there are, as YAML.",
                parameters: [.optional("return_yaml", true), .keywords("kwargs")]
            ) { call, _ in
                let kinds = Value.strings(BeaconWatch.knownKinds)
                guard call["return_yaml"].isTruthy else { return FunctionResult(kinds) }
                return FunctionResult(.string(YAMLWriter.write(["beacons": kinds])))
            },
        ]
    }

    private var changing: [ExecutionFunction] {
        [
            .init(
                "beacons.add", "Adds a beacon.",
                parameters: [.required("name"), .required("beacon_data"), .keywords("kwargs")]
            ) { call, _ in
                let name = try call.text("name")
                if book.beacons[name] != nil {
                    return Self.answer("Beacon \(name) is already configured.", succeeds: false)
                }
                return check(name, call, "Beacon: \(name) would be added.") { value in
                    book.set(name, value)
                    return Self.answer("Added beacon: \(name).", [name: "added"])
                }
            },
            .init(
                "beacons.modify", "Gives a beacon other settings.",
                parameters: [.required("name"), .required("beacon_data"), .keywords("kwargs")]
            ) { call, _ in
                let name = try call.text("name")
                guard let old = book.beacons[name] else {
                    return Self.answer("Beacon \(name) is not configured.", succeeds: false)
                }
                if old == call["beacon_data"] { return Self.answer("Job \(name) in correct state") }
                return check(name, call, "Beacon: \(name) would be modified.") { value in
                    if let refusal = refusal(name) { return refusal }
                    book.set(name, value)
                    return Self.answer("Modified beacon: \(name).", [name: ["old": old, "new": value]])
                }
            },
            .init(
                "beacons.delete", "Removes a beacon.", parameters: [.required("name"), .keywords("kwargs")]
            ) { call, _ in
                let name = try call.text("name")
                if Self.isTest(call) { return Self.answer("Beacon: \(name) would be deleted.") }
                if let refusal = refusal(name) { return refusal }
                book.set(name, nil)
                return Self.answer("Deleted beacon: \(name).", [name: "removed"])
            },
            .init("beacons.reset", "Removes all beacons that are not the pillar's.", parameters: [.keywords("kwargs")])
            {
                call, _ in
                if Self.isTest(call) { return Self.answer("Beacons would be reset.") }
                book.reset()
                return Self.answer("Beacon configuration reset.")
            },
            .init(
                "beacons.save", "Keeps the beacons that are not the pillar's over a restart.",
                parameters: [.keywords("kwargs")]
            ) { _, _ in Self.answer("Beacons saved to \(try book.save()).") },
        ]
    }

    private var switching: [ExecutionFunction] {
        [true, false].flatMap { isEnabled -> [ExecutionFunction] in
            let (word, verb) = isEnabled ? ("enable", "Enabled") : ("disable", "Disabled")
            return [
                .init(
                    FunctionName(module: "beacons", function: word), "Lets all beacons work, or none.",
                    parameters: [.keywords("kwargs")]
                ) { call, _ in
                    if Self.isTest(call) { return Self.answer("Beacons would be \(verb.lowercased()).") }
                    book.set("enabled", .bool(isEnabled))
                    return Self.answer("\(verb) beacons on minion.", ["beacons": .string(verb.lowercased())])
                },
                .init(
                    FunctionName(module: "beacons", function: "\(word)_beacon"), "Lets a beacon work, or not.",
                    parameters: [.required("name"), .keywords("kwargs")]
                ) { call, _ in
                    let name = try call.text("name")
                    if Self.isTest(call) { return Self.answer("Beacon \(name) would be \(verb.lowercased()).") }
                    if let refusal = refusal(name) { return refusal }
                    book.set(name, Self.switched(book.beacons[name] ?? .null, isEnabled))
                    return Self.answer("\(verb) beacon \(name) on minion.", [name: .string(verb.lowercased())])
                },
            ]
        }
    }

    /// The options with `enabled` in them, in the form in which they are.
    private static func switched(_ value: Value, _ isEnabled: Bool) -> Value {
        if case .map(var map) = value {
            map["enabled"] = .bool(isEnabled)
            return .map(map)
        }
        let others = (value.list ?? []).filter { $0["enabled"] == nil }
        return .list(others + [["enabled": .bool(isEnabled)]])
    }

    private func refusal(_ name: String) -> FunctionResult? {
        if book.isConfigured(name) { return nil }
        return Self.answer(
            book.isOfPillar(name)
                ? "Cannot modify beacon item \(name), it is configured in pillar."
                : "Beacon \(name) is not currently configured.", succeeds: false)
    }

    private func check(
        _ name: String, _ call: BoundArguments, _ trial: String, _ change: (Value) -> FunctionResult
    ) -> FunctionResult {
        do {
            _ = try BeaconWatch(try BeaconSettings(name: name, call["beacon_data"]))
        } catch {
            return Self.answer(
                "Beacon \(name) configuration invalid, not adding.\n"
                    + (error.hint.map { "\(error.message) (\($0))" } ?? error.message), succeeds: false)
        }
        return Self.isTest(call) ? Self.answer(trial) : change(call["beacon_data"])
    }

    private static func isTest(_ call: BoundArguments) -> Bool { call.keywords["test"]?.isTruthy ?? false }

    private static func answer(
        _ comment: String, _ changes: ValueMap = [:], succeeds: Bool = true
    ) -> FunctionResult {
        FunctionResult(["result": .bool(succeeds), "comment": .string(comment), "changes": .map(changes)])
    }
}
