import Agent
import Model
import TestSupport
import Testing
import Values

/// A minion knows its master by an authority, and finds another one at the address.
@Suite(.fewAtATime) struct RebuiltMasterTests {
    private let minion: TestMinion

    init() throws { minion = try TestMinion() }

    private func finger(of master: FakeMaster) throws -> String {
        try Fingerprint.ofCertificate(try master.directory.text(of: "authority.pem"))
    }

    /// The first errors of a whole minion that has this master.
    private func errors(_ count: Int, at address: MasterAddress, masterFinger: String? = nil) async throws -> [String] {
        let agent = try minion.agent([address]) { $0.masterFinger = masterFinger }
        try await minion.living(agent) { _ in
            while minion.log.errors.count < count { try await Task.sleep(for: .milliseconds(20)) }
        }
        return minion.log.errors
    }

    @Test(arguments: ["accepted", "pending"])
    func `another authority is told with both fingerprints and the file, and hears nothing of the minion`(
        state: String
    ) async throws {
        let old = try FakeMaster(state: state)
        _ = try await minion.enrolment().attempt(at: old.address)
        let pinned = try minion.store.authority()
        let new = try FakeMaster()
        for error in try await errors(2, at: new.address) {
            #expect(
                error == """
                    error the master at \(new.address) shows the authority \(try finger(of: new)), \
                    but this minion trusts \(try finger(of: old))
                      hint: compare with `pigeon key finger` on the master: if that was set up anew and shows the first \
                    one, remove \(minion.store.authorityPath) and restart the minion; else something pretends to be the master \
                    [master=\(new.address)]
                    """)
        }
        #expect(try minion.store.authority() == pinned)
        // Each attempt asked once, and nothing else.
        #expect(await new.next("authority") != nil)
        #expect(await new.next("enrol", within: 1) == nil)
    }

    @Test func `with master_finger both places to correct are told`() async throws {
        let old = try FakeMaster()
        let trusted = try finger(of: old)
        _ = try await minion.enrolment(masterFinger: trusted).attempt(at: old.address)
        let new = try FakeMaster()
        let error = try #require(try await errors(1, at: new.address, masterFinger: trusted).first)
        #expect(
            error.contains("shows the authority \(try finger(of: new)), but master_finger is \(trusted)"), "\(error)")
        #expect(error.contains("correct master_finger, remove \(minion.store.authorityPath) and restart"), "\(error)")
    }

    @Test func `one that only shows the right authority is not taken for the master`() async throws {
        let old = try FakeMaster()
        _ = try await minion.enrolment().attempt(at: old.address)
        let other = try FakeMaster(["--shows-authority-of=\(old.directory.path)"])
        let error = try #require(try await errors(1, at: other.address).first)
        #expect(
            error.contains("\(try finger(of: old)), which this minion trusts, but its own certificate is not good: SSL")
        )
        #expect(error.contains("something pretends to be the master"), "\(error)")
        #expect(!error.contains("remove"), "\(error)")
        #expect(await other.next("grains", within: 1) == nil)
    }

    @Test func `a master that is away, or does not say whose it is, keeps the words of its failure`() async throws {
        let master = try FakeMaster()
        _ = try await minion.enrolment().attempt(at: master.address)
        let away = try await errors(1, at: MasterAddress(host: "127.0.0.1", port: 1))
        #expect(away.first?.hasPrefix("error the master at 127.0.0.1:1 can't be reached: ") == true, "\(away)")
        let secretive = try FakeMaster(["--shows-authority-of=\(minion.directory.path)/pki/minion"])
        let failure = try #require(
            await #expect(throws: MasterError.self) { try await minion.enrolment().attempt(at: secretive.address) })
        #expect("\(await minion.enrolment().explanation(of: failure))" == "\(failure)")
        #expect("\(failure)".hasPrefix("TLS with the master at \(secretive.address) failed: "))
    }

    /// The new authority's masters would refuse a certificate of the old one, each time.
    @Test func `once the pin is removed the minion enrols with the new master, without the old certificate`()
        async throws
    {
        let old = try FakeMaster()
        _ = try await minion.enrolment().attempt(at: old.address)
        let key = try minion.store.key().fingerprint
        minion.directory.remove("pki/minion/authority.crt")
        let new = try FakeMaster(state: "pending")
        #expect(try await minion.enrolment().attempt(at: new.address) == .pending)
        #expect(try minion.enrolment().credentials() == nil)
        try new.directory.write("accepted", to: "state")
        let credentials = try #require(try await minion.enrolment().complete(at: new.address))
        #expect(try minion.store.key().fingerprint == key)
        let client = MasterClient(address: new.address, credentials: credentials)
        try await client.tell(grains: [:])
        #expect(await new.next("grains") == "web1 {}")
    }
}
