import ControlPlane
import Model
import Values

/// Minions that answer by script. Who has no script for a function succeeds without changes.
actor FakeFleet: Fleet {
    /// A call as it reached a minion. For `state.single` the function is that of the state.
    struct Call: Sendable {
        let function: FunctionName
        let keywords: ValueMap
        let minion: MinionID

        /// What the state was called for, such as the stack that is to be absent.
        var name: String { keywords["name"]?.string ?? "" }
    }

    enum Answer: Sendable {
        case value(Value)
        /// What a state returned that did what it should.
        case changed
        /// What a state returned that failed.
        case failed(String)
        case outcome(MinionOutcome)
    }

    private var accepted: Set<MinionID>
    private var away: Set<MinionID> = []
    private var scripts: [FunctionName: @Sendable (Call) async -> Answer?] = [:]
    private(set) var calls: [Call] = []
    /// How often somebody wanted to know who is there.
    private(set) var asked = 0

    init(_ minions: [MinionID]) { accepted = Set(minions) }

    func answer(_ function: FunctionName, by script: @escaping @Sendable (Call) async -> Answer?) {
        scripts[function] = script
    }

    func deleteKey(of minion: MinionID) { accepted.remove(minion) }
    func disconnect(_ minion: MinionID) { away.insert(minion) }
    func connect(_ minion: MinionID) { away.remove(minion) }

    /// The calls of a function that were made.
    func calls(of function: FunctionName) -> [Call] { calls.filter { $0.function == function } }

    func minions(matching target: Target) async throws -> [MinionID] {
        let matcher = TargetMatcher()
        return try accepted.filter { try matcher.matches(target, TargetSubject(id: $0)) }.sorted()
    }

    func unknown(to target: Target) throws -> [String] {
        try TargetMatcher().condition(target).listedIDs.subtracting(accepted.map(\.text)).sorted()
    }

    func connected() -> Set<MinionID> {
        asked += 1
        return accepted.subtracting(away)
    }

    func run(
        _ call: FunctionCall, on minions: [MinionID], as user: String, patience: Duration, deadline: Duration?
    ) async throws -> FleetAnswer {
        let isState = call.function == "state.single"
        let function = try FunctionName(isState ? call.keywords["fun"]?.string ?? "" : call.function.description)
        var outcomes: [MinionID: MinionOutcome] = [:]
        for minion in minions {
            guard accepted.contains(minion), !away.contains(minion) else {
                outcomes[minion] = .unreachable
                continue
            }
            let made = Call(function: function, keywords: call.keywords, minion: minion)
            calls.append(made)
            let standard = Answer.value(isState ? Self.returned(true, "") : .list([]))
            let answer = await scripts[function]?(made) ?? standard
            outcomes[minion] = Self.outcome(answer, of: call.function, by: minion)
        }
        return FleetAnswer(jid: JobID(microseconds: 1), outcomes: outcomes)
    }

    private static func outcome(_ answer: Answer, of function: FunctionName, by minion: MinionID) -> MinionOutcome {
        let value: Value
        switch answer {
        case .outcome(let outcome): return outcome
        case .value(let own): value = own
        case .changed: value = returned(true, "", ["done": true])
        case .failed(let comment): value = returned(false, comment)
        }
        return .returned(
            JobReturn(id: JobID(microseconds: 1), minion: minion, function: function, value: value, retcode: 0))
    }

    private static func returned(_ result: Bool, _ comment: String, _ changes: ValueMap = [:]) -> Value {
        ["single": ["result": .bool(result), "comment": .string(comment), "changes": .map(changes)]]
    }
}
