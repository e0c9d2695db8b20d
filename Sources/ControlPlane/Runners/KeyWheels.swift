import Execution
import Model
import Values

/// `key.*`: the wheel functions on minions' keys. `match` is ids and globs, separated by commas.
enum KeyWheels {
    static func all(_ keys: KeyService) -> [RunnerService.Runner] { showing(keys) + changing(keys) }

    private static func showing(_ keys: KeyService) -> [RunnerService.Runner] {
        [
            RunnerService.Runner(name: "key.list_all", summary: "All keys by state", parameters: []) { _, _ in
                FunctionResult(Self.list(try await keys.keys()))
            },
            RunnerService.Runner(
                name: "key.list", summary: "The keys of one state", parameters: [.required("match")]
            ) { arguments, _ in
                FunctionResult(try Self.list(try await keys.keys(), of: try arguments.text("match")))
            },
            RunnerService.Runner(
                name: "key.name_match", summary: "The keys that match, by state", parameters: [.required("match")]
            ) { arguments, _ in
                let matching = try await matching(keys, try arguments.text("match"))
                return FunctionResult(Self.byState(matching) { _ in .null })
            },
            RunnerService.Runner(
                name: "key.key_str", summary: "The public keys that match", parameters: [.required("match")]
            ) { arguments, _ in
                let matching = try await matching(keys, try arguments.text("match"))
                return FunctionResult(Self.byState(matching) { .string($0.publicKey) })
            },
            RunnerService.Runner(
                name: "key.finger", summary: "The fingerprints of the keys that match",
                parameters: [.optional("match", "*")]
            ) { arguments, _ in
                let matching = try await matching(keys, try arguments.text("match"))
                return FunctionResult(Self.fingerprints(matching, authority: keys.authority.fingerprint))
            },
            RunnerService.Runner(
                name: "key.finger_master", summary: "The fingerprint of the master's authority", parameters: []
            ) { _, _ in
                FunctionResult(["local": ["master.pub": .string(keys.authority.fingerprint)]])
            },
        ]
    }

    private static func changing(_ keys: KeyService) -> [RunnerService.Runner] {
        [
            RunnerService.Runner(
                name: "key.accept", summary: "Accept keys and let their minions in",
                parameters: [
                    .required("match"), .optional("include_rejected", false), .optional("include_denied", false),
                    .optional("fingerprint", .null),
                ]
            ) { arguments, _ in
                var states: Set<KeyState> = [.pending]
                if arguments["include_rejected"].isTruthy { states.insert(.rejected) }
                if arguments["include_denied"].isTruthy { states.insert(.denied) }
                let accepted = try await keys.accept(
                    matching: try arguments.text("match"), from: states,
                    fingerprint: try arguments.optionalText("fingerprint"))
                return FunctionResult(["minions": .strings(accepted.map(\.text))])
            },
            RunnerService.Runner(
                name: "key.reject", summary: "Reject keys and cut their minions off",
                parameters: [.required("match"), .optional("include_accepted", true)]
            ) { arguments, _ in
                let states: Set<KeyState> = arguments["include_accepted"].isTruthy ? [.pending, .accepted] : [.pending]
                let rejected = try await keys.reject(matching: try arguments.text("match"), from: states)
                return FunctionResult(["minions_rejected": .strings(rejected.map(\.text))])
            },
            RunnerService.Runner(
                name: "key.delete", summary: "Forget keys and cut their minions off",
                parameters: [.required("match"), .optional("only_denied", false)]
            ) { arguments, _ in
                let states: Set<KeyState> =
                    arguments["only_denied"].isTruthy ? [.denied] : Set(KeyState.allCases)
                let deleted = try await keys.delete(matching: try arguments.text("match"), from: states)
                return FunctionResult(["deleted": .strings(deleted.map(\.text))])
            },
        ]
    }

    private static func matching(_ keys: KeyService, _ match: String) async throws -> [MinionKey] {
        let pattern = KeyMatch(match)
        return try await keys.keys().filter { pattern.matches($0.id) }
    }

    /// Salt's names of the key states.
    private static let names: [(KeyState, String)] = [
        (.accepted, "minions"), (.pending, "minions_pre"), (.rejected, "minions_rejected"), (.denied, "minions_denied"),
    ]

    static func list(_ keys: [MinionKey]) -> Value {
        var value = ValueMap(
            names.map { state, name in
                (.string(name), .strings(keys.filter { $0.state == state }.map(\.id.text)))
            })
        value["local"] = ["master.pem", "master.pub"]
        return .map(value)
    }

    private static func list(_ keys: [MinionKey], of word: String) throws -> Value {
        let states: [String: KeyState] = [
            "acc": .accepted, "accepted": .accepted, "pre": .pending, "un": .pending, "unaccepted": .pending,
            "pending": .pending, "rej": .rejected, "rejected": .rejected, "den": .denied, "denied": .denied,
        ]
        if word == "all" { return list(keys) }
        guard let state = states[word], let name = names.first(where: { $0.0 == state })?.1 else {
            throw Refusal(.badRequest, "'\(word)' is not a state of keys", hint: "use acc, pre, rej, den or all")
        }
        return [name: .strings(keys.filter { $0.state == state }.map(\.id.text))]
    }

    /// `{"minions": {ID: FINGERPRINT}, ..., "local": {"master.pub": FINGERPRINT}}`.
    static func fingerprints(_ keys: [MinionKey], authority: String) -> Value {
        var value = byState(keys) { .string($0.fingerprint) }.map ?? [:]
        value["local"] = ["master.pub": .string(authority)]
        return .map(value)
    }

    /// By state, then by id; states without keys are left out. Where nothing is told of a key, a list of ids.
    private static func byState(_ keys: [MinionKey], _ tell: (MinionKey) -> Value) -> Value {
        var value: ValueMap = [:]
        for (state, name) in names {
            let own = keys.filter { $0.state == state }
            guard !own.isEmpty else { continue }
            let told = own.map { (Value.string($0.id.text), tell($0)) }
            let isSilent = told.allSatisfy { $0.1 == .null }
            value[name] = isSilent ? .strings(own.map(\.id.text)) : .map(ValueMap(told))
        }
        return .map(value)
    }
}
