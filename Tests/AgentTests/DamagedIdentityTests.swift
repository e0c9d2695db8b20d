import Agent
import Model
import TestSupport
import Testing
import Values

/// Files of the minion's trust that a power loss or a full disk has emptied or cut off.
@Suite(.fewAtATime) struct DamagedIdentityTests {
    private let minion: TestMinion

    init() throws { minion = try TestMinion() }

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
        _ = try await minion.enrolment().attempt(at: master.address)
        let key = try minion.store.key().fingerprint
        let damaged = damage.text(try minion.directory.text(of: "pki/minion/minion.crt"))
        try minion.directory.write(damaged, to: "pki/minion/minion.crt")
        #expect(try minion.enrolment().credentials() == nil)
        #expect(try minion.enrolment().credentials() == nil)
        #expect(
            minion.log.warnings == [
                "warning '\(minion.store.certificatePath)' is no certificate of this minion: \(damage.reason); it enrols again "
                    + "with the same key [kept=\(minion.store.certificatePath).damaged]"
            ])
        #expect(try minion.directory.text(of: "pki/minion/minion.crt.damaged") == damaged)
        let credentials = try #require(try await minion.enrolment().complete(at: master.address))
        #expect(try minion.store.key().fingerprint == key)
        #expect(try minion.enrolment().credentials() == credentials)
        try await MasterClient(address: master.address, credentials: credentials).tell(grains: [:])
        #expect(await master.next("grains") == "web1 {}")
    }

    @Test func `a certificate for another key is damaged, too`() async throws {
        let master = try FakeMaster()
        let other = IdentityStore(directory: "\(minion.directory.path)/pki/other")
        _ = try await Enrolment(
            id: minion.id, store: other, masterFinger: nil, now: Agent.microseconds, logger: LogLines().logger
        ).attempt(at: master.address)
        _ = try await minion.enrolment().attempt(at: master.address)
        try minion.directory.write(try minion.directory.text(of: "pki/other/minion.crt"), to: "pki/minion/minion.crt")
        #expect(try minion.enrolment().credentials() == nil)
        #expect(
            minion.log.warnings.first?.contains("it is for another key than that of \(minion.store.keyPath)") == true)
        #expect(try await minion.enrolment().complete(at: master.address) != nil)
    }

    @Test func `a whole minion comes back by itself when its certificate is empty`() async throws {
        let master = try FakeMaster()
        _ = try await minion.enrolment().attempt(at: master.address)
        try minion.directory.write("", to: "pki/minion/minion.crt")
        try await minion.living(try minion.agent([master.address])) { _ in
            #expect(await master.next("connect") == "web1")
        }
        #expect(minion.log.errors.isEmpty, "\(minion.log.all)")
        #expect(!minion.log.warnings.contains { $0.contains("can't be renewed") }, "\(minion.log.all)")
    }

    @Test func `the renewal tells of damage only while the minion is connected`() async throws {
        let master = try FakeMaster()
        _ = try await minion.enrolment().attempt(at: master.address)
        let credentials = try #require(try minion.store.credentials())
        try minion.directory.write("", to: "pki/minion/minion.crt")
        func renewal(_ link: MasterLink) -> CertificateRenewal {
            CertificateRenewal(
                id: minion.id, store: minion.store, link: link, now: Agent.microseconds, logger: minion.log.logger)
        }
        #expect(try await renewal(MasterLink()).renewIfDue() == false)
        let link = MasterLink(MasterClient(address: master.address, credentials: credentials))
        let error = await #expect(throws: Diagnostic.self) { try await renewal(link).renewIfDue() }
        #expect(error?.message == "'\(minion.store.certificatePath)' is no certificate of this minion: it is empty")
    }

    @Test(arguments: Damage.allCases)
    func `a damaged authority stops the minion, with the path and what to do, and is left as it is`(
        damage: Damage
    ) async throws {
        let master = try FakeMaster()
        _ = try await minion.enrolment().attempt(at: master.address)
        #expect(await master.next("enrol") != nil)
        let damaged = damage.text(try minion.directory.text(of: "pki/minion/authority.crt"))
        try minion.directory.write(damaged, to: "pki/minion/authority.crt")
        let error = #expect(throws: Diagnostic.self) { try minion.agent([master.address]) }
        #expect(error?.message == "'\(minion.store.authorityPath)' holds no certificate: \(damage.reason)")
        #expect(error?.hint?.contains("restore it from a backup") == true)
        #expect(error?.hint?.contains("set master_finger to what `pigeon key finger` shows") == true)
        #expect(throws: Diagnostic.self) { try minion.enrolment().credentials() }
        await #expect(throws: Diagnostic.self) { try await minion.enrolment().attempt(at: master.address) }
        #expect(try minion.directory.text(of: "pki/minion/authority.crt") == damaged)
        #expect(await master.next("enrol", within: 1) == nil)
    }

    @Test func `a damaged authority is read anew when master_finger says which it is`() async throws {
        let master = try FakeMaster()
        _ = try await minion.enrolment().attempt(at: master.address)
        let authority = try #require(try minion.store.authority())
        let finger = try Fingerprint.ofCertificate(authority)
        try minion.directory.write("", to: "pki/minion/authority.crt")
        let impostor = try FakeMaster()
        await #expect(throws: Diagnostic.self) {
            try await minion.enrolment(masterFinger: finger).attempt(at: impostor.address)
        }
        #expect(try minion.directory.text(of: "pki/minion/authority.crt") == "")
        #expect(try minion.enrolment(masterFinger: finger).credentials() == nil)
        #expect(try await minion.enrolment(masterFinger: finger).complete(at: master.address) != nil)
        #expect(try minion.store.authority() == authority)
        #expect(
            minion.log.warnings == [
                "warning '\(minion.store.authorityPath)' held no certificate (it is empty), it is written anew: master_finger "
                    + "says whose [master=\(master.address)]"
            ])
        #expect(await impostor.next("enrol", within: 1) == nil)
    }
}
