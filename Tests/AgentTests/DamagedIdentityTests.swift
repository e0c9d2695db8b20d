import Agent
import Model
import TestSupport
import Testing
import Values

/// Files of the minion's trust that a power loss or a full disk has emptied or cut off.
@Suite(.fewAtATime) struct DamagedIdentityTests {
    private let directory: ScratchDirectory
    private let store: IdentityStore
    private let id: MinionID
    private let log = LogLines()

    init() throws {
        directory = try ScratchDirectory()
        store = IdentityStore(directory: "\(directory.path)/pki/minion")
        id = try MinionID("web1")
    }

    private func enrolment(masterFinger: String? = nil) -> Enrolment {
        Enrolment(id: id, store: store, masterFinger: masterFinger, now: Agent.microseconds, logger: log.logger)
    }

    private func agent(_ master: FakeMaster) throws -> Agent {
        try Agent(
            settings: AgentSettings(id: id, masters: [master.address], rootDirectory: directory.path),
            executor: CountingExecutor(minion: id), link: MasterLink(), events: EventQueue(), logger: log.logger)
    }

    /// How a file can be damaged: what becomes of its text, and the reason that is told.
    enum Damage: String, CaseIterable, CustomTestStringConvertible {
        case emptied, zeroed, cut, bodyCut, endCut

        var testDescription: String { rawValue }

        func text(_ whole: String) -> String {
            var lines = whole.split(separator: "\n")
            switch self {
            case .emptied: return ""
            case .zeroed: return String(repeating: "\0", count: whole.utf8.count)
            case .cut: return lines.prefix(4).joined(separator: "\n")
            case .bodyCut:
                lines.removeSubrange(4..<(lines.count - 1))
                return lines.joined(separator: "\n") + "\n"
            case .endCut: return lines.dropLast().joined(separator: "\n") + "\n-----END CER"
            }
        }

        var reason: String {
            switch self {
            case .emptied: "it is empty"
            case .zeroed, .cut, .endCut: "it is not PEM"
            case .bodyCut: "it can't be read as X.509"
            }
        }
    }

    @Test(arguments: Damage.allCases)
    func `a minion whose certificate is damaged says so once and enrols again with its key`(damage: Damage) async throws
    {
        let master = try FakeMaster()
        _ = try await enrolment().attempt(at: master.address)
        let key = try store.key().fingerprint
        let damaged = damage.text(try directory.text(of: "pki/minion/minion.crt"))
        try directory.write(damaged, to: "pki/minion/minion.crt")
        #expect(try enrolment().credentials() == nil)
        #expect(try enrolment().credentials() == nil)
        #expect(
            log.warnings == [
                "warning '\(store.certificatePath)' is no certificate of this minion: \(damage.reason); it enrols again "
                    + "with the same key [kept=\(store.certificatePath).damaged]"
            ])
        #expect(try directory.text(of: "pki/minion/minion.crt.damaged") == damaged)
        let credentials = try #require(try await enrolment().complete(at: master.address))
        #expect(try store.key().fingerprint == key)
        #expect(try enrolment().credentials() == credentials)
        try await MasterClient(address: master.address, credentials: credentials).tell(grains: [:])
        #expect(await master.next("grains") == "web1 {}")
    }

    @Test func `a certificate for another key is damaged, too`() async throws {
        let master = try FakeMaster()
        let other = IdentityStore(directory: "\(directory.path)/pki/other")
        _ = try await Enrolment(
            id: id, store: other, masterFinger: nil, now: Agent.microseconds, logger: LogLines().logger
        ).attempt(at: master.address)
        _ = try await enrolment().attempt(at: master.address)
        try directory.write(try directory.text(of: "pki/other/minion.crt"), to: "pki/minion/minion.crt")
        #expect(try enrolment().credentials() == nil)
        #expect(log.warnings.first?.contains("it is for another key than that of \(store.keyPath)") == true)
        #expect(try await enrolment().complete(at: master.address) != nil)
    }

    @Test func `a whole minion comes back by itself when its certificate is empty`() async throws {
        let master = try FakeMaster()
        _ = try await enrolment().attempt(at: master.address)
        try directory.write("", to: "pki/minion/minion.crt")
        let agent = try agent(master)
        let life = Task { try await agent.run() }
        defer { life.cancel() }
        #expect(await master.next("connect") == "web1")
        life.cancel()
        try await life.value
        #expect(!log.all.contains { $0.hasPrefix("error ") }, "\(log.all)")
        #expect(!log.warnings.contains { $0.contains("can't be renewed") }, "\(log.all)")
    }

    @Test func `the renewal tells of damage only while the minion is connected`() async throws {
        let master = try FakeMaster()
        _ = try await enrolment().attempt(at: master.address)
        let credentials = try #require(try store.credentials())
        try directory.write("", to: "pki/minion/minion.crt")
        func renewal(_ link: MasterLink) -> CertificateRenewal {
            CertificateRenewal(id: id, store: store, link: link, now: Agent.microseconds, logger: log.logger)
        }
        #expect(try await renewal(MasterLink()).renewIfDue() == false)
        let link = MasterLink(MasterClient(address: master.address, credentials: credentials))
        let error = await #expect(throws: Diagnostic.self) { try await renewal(link).renewIfDue() }
        #expect(error?.message == "'\(store.certificatePath)' is no certificate of this minion: it is empty")
    }

    @Test(arguments: Damage.allCases)
    func `a damaged authority stops the minion, with the path and what to do, and is left as it is`(
        damage: Damage
    ) async throws {
        let master = try FakeMaster()
        _ = try await enrolment().attempt(at: master.address)
        #expect(await master.next("enrol") != nil)
        let damaged = damage.text(try directory.text(of: "pki/minion/authority.crt"))
        try directory.write(damaged, to: "pki/minion/authority.crt")
        let error = #expect(throws: Diagnostic.self) { try agent(master) }
        #expect(error?.message == "'\(store.authorityPath)' holds no certificate: \(damage.reason)")
        #expect(error?.hint?.contains("restore it from a backup") == true)
        #expect(error?.hint?.contains("set master_finger to what `pigeon key finger` shows") == true)
        #expect(throws: Diagnostic.self) { try enrolment().credentials() }
        await #expect(throws: Diagnostic.self) { try await enrolment().attempt(at: master.address) }
        #expect(try directory.text(of: "pki/minion/authority.crt") == damaged)
        #expect(await master.next("enrol", within: 1) == nil)
    }

    @Test func `a damaged authority is read anew when master_finger says which it is`() async throws {
        let master = try FakeMaster()
        _ = try await enrolment().attempt(at: master.address)
        let authority = try #require(try store.authority())
        let finger = try Fingerprint.ofCertificate(authority)
        try directory.write("", to: "pki/minion/authority.crt")
        let impostor = try FakeMaster()
        await #expect(throws: Diagnostic.self) {
            try await enrolment(masterFinger: finger).attempt(at: impostor.address)
        }
        #expect(try directory.text(of: "pki/minion/authority.crt") == "")
        #expect(try enrolment(masterFinger: finger).credentials() == nil)
        #expect(try await enrolment(masterFinger: finger).complete(at: master.address) != nil)
        #expect(try store.authority() == authority)
        #expect(
            log.warnings == [
                "warning '\(store.authorityPath)' held no certificate (it is empty), it is written anew: master_finger "
                    + "says whose [master=\(master.address)]"
            ])
        #expect(await impostor.next("enrol", within: 1) == nil)
    }
}
