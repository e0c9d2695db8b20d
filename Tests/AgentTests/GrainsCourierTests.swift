import Compiler
import Execution
import Host
import Logging
import Model
import Modules
import Synchronization
import TestSupport
import Testing
import Values

@testable import Agent

/// Grains that change while the minion is connected, told to a master over real TLS.
@Suite(.fewAtATime) struct GrainsCourierTests {
    private let directory: ScratchDirectory
    private let master: FakeMaster
    private let link: MasterLink
    private let engine: MinionEngine
    private let found = FoundGrains(["os": "Debian"])
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() async throws {
        directory = try ScratchDirectory()
        master = try FakeMaster()
        let id = try MinionID("web1")
        let enrolment = Enrolment(
            id: id, store: IdentityStore(directory: "\(directory.path)/pki"), masterFinger: nil,
            now: Agent.microseconds, logger: logger)
        let credentials = try #require(try await enrolment.complete(at: master.address))
        link = MasterLink(MasterClient(address: master.address, credentials: credentials))
        let host = HostWriter.system()
        let files = LocalFileTreeSource(roots: ["base": [directory.path]])
        let catalogue = StandardModules.catalogue(host)
        engine = MinionEngine(
            id: id, options: [:], grains: found.current, catalogue: catalogue, files: files,
            pillar: LocalPillarSource(
                id: id, roots: [:], configuration: [:], catalogue: catalogue, files: files, host: host, logger: logger),
            host: host, logger: logger, collectGrains: { [found] in found.current })
    }

    /// Lets the courier work beside `body`.
    private func working(_ body: () async throws -> Void) async throws {
        let courier = GrainsCourier(engine: engine, link: link, logger: logger)
        let work = Task { try await courier.run() }
        defer { work.cancel() }
        try await body()
    }

    private func change(to os: String) async throws {
        found.set(["os": .string(os)])
        try await engine.refreshGrains()
    }

    @Test func `grains that have changed are told, others are not`() async throws {
        try await working {
            // The same again is no change.
            try await engine.refreshGrains()
            try await change(to: "Ubuntu")
            #expect(await master.next("grains") == #"web1 {"os":"Ubuntu"}"#)
            try await engine.refreshGrains()
            try await change(to: "Fedora")
            #expect(await master.next("grains") == #"web1 {"os":"Fedora"}"#)
        }
    }

    @Test func `a master that can't take them now is asked again, with what is so then`() async throws {
        try master.directory.write("", to: "busy")
        try await working {
            try await change(to: "Ubuntu")
            #expect(await master.next("busy") == "")
            try await change(to: "Fedora")
            master.directory.remove("busy")
            #expect(await master.next("grains") == #"web1 {"os":"Fedora"}"#)
        }
    }

    @Test func `without a connection nothing is told, and the next change is`() async throws {
        let client = link.client
        try await working {
            link.use(nil)
            try await change(to: "Ubuntu")
            try await Task.sleep(for: .milliseconds(100))
            link.use(client)
            try await change(to: "Fedora")
            #expect(await master.next("grains") == #"web1 {"os":"Fedora"}"#)
        }
    }
}

/// What a machine's grains are at a time.
private final class FoundGrains: Sendable {
    private let grains: Mutex<ValueMap>

    init(_ grains: ValueMap) { self.grains = Mutex(grains) }

    var current: ValueMap { grains.withLock { $0 } }

    func set(_ grains: ValueMap) { self.grains.withLock { $0 = grains } }
}
