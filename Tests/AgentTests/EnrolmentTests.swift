import Agent
import CurlTransport
import Glibc
import Logging
import Model
import TestSupport
import Testing
import Values

/// Against a master that uses openssl for everything: certificates, fingerprints and the check of the proof.
@Suite(.fewAtATime) struct EnrolmentTests {
    private let directory: ScratchDirectory
    private let store: IdentityStore
    private let id: MinionID

    init() throws {
        directory = try ScratchDirectory()
        store = IdentityStore(directory: "\(directory.path)/pki/minion")
        id = try MinionID("web1")
    }

    private func enrolment(masterFinger: String? = nil) -> Enrolment {
        Enrolment(
            id: id, store: store, masterFinger: masterFinger, now: Agent.microseconds,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test func `the key is made once and only its owner may read it`() throws {
        let fingerprint = try store.key().fingerprint
        #expect(try store.key().fingerprint == fingerprint)
        var status = stat()
        #expect(stat(store.keyPath, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test func `a minion waits, is accepted, and has what mutual TLS needs`() async throws {
        let master = try FakeMaster(state: "pending")
        #expect(try await enrolment().attempt(at: master.address) == .pending)
        #expect(try store.authority() != nil)
        #expect(try store.credentials() == nil)
        try master.directory.write("accepted", to: "state")
        guard case .accepted = try await enrolment().attempt(at: master.address) else {
            Issue.record("it was not accepted")
            return
        }
        let credentials = try #require(try store.credentials())
        let client = MasterClient(address: master.address, credentials: credentials)
        let answer = try await client.send(client.request("PUT", "/v1/grains", body: [:]))
        #expect(answer.status == 200)
        #expect(await master.next("grains") == "web1 {}")
    }

    @Test func `a rejected minion is told what to do`() async throws {
        let master = try FakeMaster(state: "rejected")
        guard case .refused(let reason) = try await enrolment().attempt(at: master.address) else {
            Issue.record("it was not refused")
            return
        }
        #expect(reason.message.contains("has rejected the key of 'web1'"))
        #expect(reason.hint?.contains("pigeon key accept --include-rejected web1") == true)
    }

    @Test func `an authority that did not sign the server's certificate is not pinned`() async throws {
        let master = try FakeMaster(["--wrong-authority"])
        let error = await #expect(throws: Diagnostic.self) { try await enrolment().attempt(at: master.address) }
        #expect(error?.message.contains("shows an authority that its own certificate does not come from") == true)
        #expect(try store.authority() == nil)
        #expect(await master.next("enrol", within: 1) == nil)
    }

    /// It would be the one of `master_finger` that is compared, and each of them that is trusted.
    @Test func `an authority behind the one of master_finger is not trusted`() async throws {
        let master = try FakeMaster(["--authority-behind-another"])
        let finger = try Fingerprint.ofCertificate(try master.directory.text(of: "other.pem"))
        let error = await #expect(throws: Diagnostic.self) {
            try await enrolment(masterFinger: finger).attempt(at: master.address)
        }
        #expect(error?.message.contains("shows an authority that its own certificate does not come from") == true)
        #expect(try store.authority() == nil)
        #expect(await master.next("enrol", within: 1) == nil)
    }

    @Test func `a master with another authority than that of master_finger does not hear of the minion`() async throws {
        let master = try FakeMaster()
        let error = await #expect(throws: Diagnostic.self) {
            try await enrolment(masterFinger: "aa:bb").attempt(at: master.address)
        }
        #expect(error?.message.hasSuffix("but master_finger is aa:bb") == true)
        #expect(try store.authority() == nil)
        #expect(await master.next("enrol", within: 1) == nil)
    }

    @Test func `a pin that is not that of master_finger is told apart from a master that is not`() async throws {
        let master = try FakeMaster(state: "pending")
        _ = try await enrolment().attempt(at: master.address)
        #expect(await master.next("enrol") == "web1 pending")
        let error = await #expect(throws: Diagnostic.self) {
            try await enrolment(masterFinger: "aa:bb").attempt(at: master.address)
        }
        #expect(error?.message.hasPrefix("this minion trusts the authority ") == true)
        #expect(error?.hint?.contains(store.authorityPath) == true)
        #expect(await master.next("enrol", within: 1) == nil)
    }

    @Test func `another master is refused once one is pinned`() async throws {
        let first = try FakeMaster()
        _ = try await enrolment().attempt(at: first.address)
        let pinned = try store.authority()
        let second = try FakeMaster()
        let error = await #expect(throws: MasterError.self) { try await enrolment().attempt(at: second.address) }
        guard case .untrusted = error else {
            Issue.record("not refused for its certificate: \(String(describing: error))")
            return
        }
        #expect(try store.authority() == pinned)
    }

    @Test func `a fingerprint is compared by its digits`() {
        #expect(Fingerprint.matches("AB:CD", "ab:cd"))
        #expect(Fingerprint.matches("abcd", "ab:cd"))
        #expect(!Fingerprint.matches("ab:ce", "ab:cd"))
    }
}
