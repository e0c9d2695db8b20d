import Execution
import Model
import Values

/// One chunk of a lowstate, taken apart.
struct Lowstate {
    let client: LowstateClient
    let call: FunctionCall
    let timeout: Duration?
    /// Retcodes and absent minions are told, not only values.
    let isFullReturn: Bool
    /// So many of those that are meant, at random; nil: all.
    let subset: Int?
    let batch: String?
    /// How long a place in a batch stays empty after a return (`batch_wait`).
    let batchWait: Duration
    /// Whether a batch ends with the first failure (`failhard`).
    let failsHard: Bool
    /// Whether each state that begins is told to who follows the call (`progress`).
    let wantsProgress: Bool
    private let chunk: ValueMap

    /// - Throws: a `Refusal` or `Diagnostic` that says what is missing.
    init(_ chunk: ValueMap) throws {
        let known = LowstateClient.names
        let name = chunk["client"]?.string ?? ""
        guard let client = LowstateClient(rawValue: name) else {
            throw Refusal(
                .badRequest, name.isEmpty ? "a lowstate chunk needs a 'client'" : "'\(name)' is not a client",
                hint: NearestName.hint(for: name, among: known) ?? "known are \(known.joined(separator: ", "))")
        }
        guard let function = chunk["fun"]?.string, !function.contains(",") else {
            if chunk["fun"]?.list != nil || chunk["fun"]?.string != nil {
                throw Refusal(.badRequest, "a chunk has one 'fun', and not several", hint: "send a chunk for each")
            }
            throw Refusal(.badRequest, "a lowstate chunk needs a 'fun'", hint: "like test.ping")
        }
        self.client = client
        let options = ChunkOptions(chunk)
        timeout = try options.time("timeout")
        isFullReturn = try options.flag("full_return")
        // As many as Salt's client takes when it is not said.
        subset = client.isLocal ? try options.count("subset") ?? (client == .localSubset ? 3 : nil) : nil
        batch = try options.text("batch")
        batchWait = try options.time("batch_wait") ?? .zero
        failsHard = try options.flag("failhard")
        if client != .localBatch { try options.refuseBatch(of: client) }
        wantsProgress = client.isLocal ? try options.flag("progress") : false
        self.chunk = chunk
        call = try Self.call(FunctionName(function), chunk, isLocal: client.isLocal)
    }

    /// Arguments come as `arg` and `kwarg`; runners and wheels also take any other key of the chunk as a keyword.
    private static func call(_ name: FunctionName, _ chunk: ValueMap, isLocal: Bool) throws -> FunctionCall {
        let own = ChunkKeys.own(isLocal: isLocal)
        if isLocal, let stranger = chunk.keyTexts.first(where: { !own.contains($0) }) {
            throw Refusal(
                .badRequest, "'\(stranger)' is not known in a chunk of a local client",
                hint: NearestName.hint(for: stranger, among: own) ?? "arguments of the function go into 'kwarg'")
        }
        return FunctionCall(
            name, arguments: chunk["arg"].map { $0.list ?? [$0] } ?? [],
            keywords: try ChunkKeys.keywords(of: chunk, isLocal: isLocal))
    }

    /// - Throws: a `Refusal` when there is no `tgt`.
    func target() throws -> Target {
        if let target = try Target(chunk: chunk) { return target }
        throw Refusal(
            .badRequest, "a chunk of a local client needs a 'tgt'", hint: "the minions that are meant, like '*'")
    }

    /// `{MINION: value}`, or with `full_return` `{MINION: {"ret", "retcode", "jid", "out", "outcome"}}`, with `missing` for
    /// those that did not return, and for ids of a list that no accepted minion has.
    func shape(_ answer: FleetAnswer) -> ValueMap {
        var shaped: ValueMap = [:]
        for (minion, outcome) in answer.outcomes.sorted(by: { $0.key < $1.key }) {
            switch outcome {
            case .returned(let own):
                shaped[minion.text] =
                    isFullReturn
                    ? [
                        "ret": own.value, "retcode": .int(own.retcode), "jid": .string(own.id.text),
                        "out": Value(own.outputter), "outcome": .string(outcome.word.rawValue),
                    ] : own.value
            case .timedOut where isFullReturn:
                shaped[minion.text] = Self.missing("No response", outcome.word, answer.jid)
            case .unreachable where isFullReturn:
                shaped[minion.text] = Self.missing("Not connected", outcome.word, answer.jid)
            case .withdrawn where isFullReturn:
                shaped[minion.text] = Self.missing("Cancelled before it was delivered", outcome.word, answer.jid)
            case .timedOut, .unreachable, .withdrawn: break
            }
        }
        return shaped.merged(with: shape(unknown: answer.unknown, jid: answer.jid))
    }

    /// The part of ids that no accepted minion has.
    ///
    /// - Parameter jid: nil when no minion was meant beside them, so that there is no job.
    func shape(unknown ids: [String], jid: JobID? = nil) -> ValueMap {
        guard isFullReturn else { return [:] }
        return ValueMap(ids.map { (.string($0), Self.missing("No accepted key", .unreachable, jid)) })
    }

    /// - Parameter outcome: nil for a minion that was not even asked.
    static func missing(_ why: String, _ outcome: JobOutcome? = nil, _ jid: JobID? = nil) -> Value {
        var value: ValueMap = [
            "ret": .string("Minion did not return. [\(why)]"), "retcode": 1, "jid": Value(jid?.text),
            "missing": .string(why),
        ]
        if let outcome { value["outcome"] = .string(outcome.rawValue) }
        return .map(value)
    }
}
