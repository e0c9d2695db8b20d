import Execution
import Model
import Values

/// `key.*`: the wheel functions on minions' keys.
enum KeyWheels {
    static func all(_ keys: KeyService) -> [RunnerService.Runner] {
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
                name: "key.accept", summary: "Accept pending keys by id or glob",
                parameters: [
                    .required("match"), .optional("include_rejected", false), .optional("include_denied", false),
                ]
            ) { arguments, _ in
                var states: Set<KeyState> = [.pending]
                if arguments["include_rejected"].isTruthy { states.insert(.rejected) }
                let accepted = try await keys.accept(matching: try arguments.text("match"), from: states)
                return FunctionResult(["minions": .strings(accepted.map(\.text))])
            },
            RunnerService.Runner(
                name: "key.reject", summary: "Reject keys by id or glob and cut their minions off",
                parameters: [.required("match"), .optional("include_accepted", true)]
            ) { arguments, _ in
                let states: Set<KeyState> = arguments["include_accepted"].isTruthy ? [.pending, .accepted] : [.pending]
                let rejected = try await keys.reject(matching: try arguments.text("match"), from: states)
                return FunctionResult(["minions_rejected": .strings(rejected.map(\.text))])
            },
            RunnerService.Runner(
                name: "key.delete", summary: "Forget keys by id or glob and cut their minions off",
                parameters: [.required("match")]
            ) { arguments, _ in
                let deleted = try await keys.delete(matching: try arguments.text("match"))
                return FunctionResult(["deleted": .strings(deleted.map(\.text))])
            },
            RunnerService.Runner(
                name: "key.finger", summary: "The fingerprints of keys by id or glob",
                parameters: [.optional("match", "*")]
            ) { arguments, _ in
                let pattern = Glob(try arguments.text("match"))
                let matching = try await keys.keys().filter { pattern.matches($0.id.text) }
                return FunctionResult(Self.fingerprints(matching, authority: keys.authority.fingerprint))
            },
        ]
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
        var value: ValueMap = [:]
        for (state, name) in names {
            let own = keys.filter { $0.state == state }
            if !own.isEmpty { value[name] = .map(ValueMap(own.map { (.string($0.id.text), .string($0.fingerprint)) })) }
        }
        value["local"] = ["master.pub": .string(authority)]
        return .map(value)
    }
}
