import ArgumentParser
import Host
import Model
import NIOCore
import NIOPosix

@main
struct PigeonSimulator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pigeon-simulator",
        abstract: "Many minions in one process, to find out what a master can carry.",
        discussion: """
            Each has its own key, certificate and TLS connection and answers test.ping, test.echo and state.apply. The \
            master has to accept their keys by itself (auto_accept or autosign_file). Give them nothing but a master \
            made for it: they are left among its keys.
            """,
        version: ProgramVersion.current)

    @Option(help: ArgumentHelp("The master's minion port.", valueName: "host:port"))
    var master: String

    @Option(help: "How many minions.")
    var minions = 1000

    @Option(help: "What their ids begin with; a number follows.")
    var prefix = "sim"

    @Option(help: "How many enrol or connect at a time.")
    var concurrency = 64

    @Option(help: "The size of what state.apply returns, in bytes.")
    var stateReturn = 4096

    @Option(help: "End after so many jobs; otherwise it goes on until it is killed.")
    var jobs: Int?

    @Option(help: "The process id of the master, if it is on this host: then its memory is told, too.")
    var masterPid: Int?

    @Option(help: "Threads for the connections.")
    var threads = 1

    @Flag(help: "A line of JSON for each event.")
    var json = false

    func validate() throws {
        guard (1...100_000).contains(minions) else { throw ValidationError("--minions must be 1 to 100000") }
        guard concurrency > 0, threads > 0 else { throw ValidationError("--concurrency and --threads must be above 0") }
    }

    func run() async throws {
        if let limit = OpenFileLimit.raise(), limit < minions + 100 {
            throw ValidationError("\(minions) connections need more open files than \(limit): see `ulimit -Hn`")
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        try await Simulation(
            count: minions, prefix: prefix, concurrency: concurrency,
            master: MasterEndpoint(address: try MasterAddress(master), group: group),
            answers: SimulatedAnswers(stateReturnSize: stateReturn),
            report: Report(isJSON: json, masterProcess: masterPid), jobs: jobs
        ).run()
        try await group.shutdownGracefully()
    }
}
