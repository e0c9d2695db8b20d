import ArgumentParser
import Model
import Values
import YAML

/// `pigeon [exec] TARGET FUN [ARG ...]`: a function on minions.
struct Exec: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec", _superCommandName: "pigeon",
        abstract: "Run a function on minions; the same as `pigeon TARGET FUN ...`.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions
    @Flag(exclusivity: .exclusive) var targetFlag: TargetFlag?

    @Option(help: "What is between the keys of a path into grains or pillar.")
    var delimiter = ":"

    @Option(help: "So many of the minions, taken at random.")
    var subset: Int?

    @Option(name: [.short, .long], help: "So many minions at a time: a number, or a percentage like 25%.")
    var batch: String?

    @Option(
        name: .customLong("batch-wait"), parsing: .unconditional,
        help: "With --batch: seconds to wait after each return before the next minion has its turn.")
    var batchWait: Double?

    @Flag(help: "With --batch: no further minion has its turn after a failure.")
    var failhard = false

    @Option(
        name: [.short, .long], parsing: .unconditional, help: "Seconds to wait for minions that are not connected.")
    var timeout: Double?

    @Flag(name: .customLong("async"), help: "Print the job's id and don't wait.")
    var isAsync = false

    @Flag(name: [.short, .long], help: "One document with all minions, instead of one for each.")
    var `static` = false

    @Argument(help: "Which minions: a glob over their ids, like '*' or 'web*'.")
    var target: String

    @Argument(help: "The function, like test.ping or state.apply.")
    var function: String

    @Argument(help: "Its arguments: YAML, and KEY=VALUE for keywords.")
    var arguments: [String] = []

    func validate() throws {
        if target.isEmpty { throw ValidationError("The target is empty; '*' means all minions.") }
        if delimiter.isEmpty { throw ValidationError("The delimiter is empty; ':' is the usual one.") }
        if let subset, subset < 1 { throw ValidationError("--subset is a number of minions above 0.") }
        if let timeout, !timeout.isFinite || timeout <= 0 {
            throw ValidationError("--timeout is a number of seconds above 0.")
        }
        if let batchWait, !batchWait.isFinite || batchWait < 0 {
            throw ValidationError("--batch-wait is a number of seconds.")
        }
        if batch == nil, batchWait != nil || failhard {
            throw ValidationError("--batch-wait and --failhard belong to --batch, which says how many at a time.")
        }
        if isAsync, batch != nil {
            throw ValidationError("--batch needs somebody who waits for each batch: leave out --async.")
        }
    }

    func run() async throws {
        let client = try master.client()
        let presenter = try output.presenter()
        let status = StatusLine(isWanted: presenter.isForPeople)
        defer { status.clear() }
        let request = ExecRequest(
            target: Target(target, type: targetFlag?.type ?? .glob, delimiter: delimiter),
            call: try FunctionWords.call(function, arguments), timeout: timeout, subset: subset,
            batch: batch.map { ExecRequest.Batch(size: $0, wait: batchWait, stopsAfterFailure: failhard) },
            wantsProgress: status.isShown)
        if isAsync {
            try await start(request, client)
            return
        }
        let isCollecting = `static`
        let (isEmpty, succeeded) = try await MasterWork(kind: batch == nil ? .minions : .batches).wait { job in
            var report = ExecReport(presenter: presenter, isCollecting: isCollecting, function: request.call.function) {
                text in status.aside { Terminal.result(text) }
            }
            var run = RunStatus()
            let elements = try await client.run(request.chunk) { event in
                job.take(event)
                if let line = run.take(event) { status.show(line) }
                report.take(event)
            }
            status.clear()
            report.take(elements)
            report.finish()
            return (report.isEmpty, report.succeeded)
        }
        if isEmpty {
            throw ControlError.answered(
                status: 404, message: "no accepted minion matches '\(target)' (\(request.target.type.rawValue))",
                hint: "`pigeon key list` shows the minions that are accepted")
        }
        if !succeeded { throw ExitCode(1) }
    }

    private func start(_ request: ExecRequest, _ client: ControlClient) async throws {
        let elements = try await client.run(request.asyncChunk)
        guard let jid = elements.first?["jid"]?.string else {
            throw ControlError.answered(
                status: 404, message: "no accepted minion matches '\(target)' (\(request.target.type.rawValue))",
                hint: "`pigeon key list` shows the minions that are accepted")
        }
        Terminal.result("Executed command with job ID: \(jid)")
        let missing = elements.first?["missing"]?.list?.compactMap(\.scalarText) ?? []
        if !missing.isEmpty { Terminal.say("no accepted minion has the id \(missing.joined(separator: ", "))") }
    }
}

/// A function and its arguments as words become a call.
enum FunctionWords {
    static func call(_ function: String, _ arguments: [String]) throws(ControlError) -> FunctionCall {
        do {
            return try CommandLineReader { try YAMLReader.value($0) }.call(function, words: arguments)
        } catch {
            throw .usage(error)
        }
    }
}
