import Agent
import CurlTransport
import Logging
import Model
import TestSupport
import Testing
import Values

/// A minion's certificate in the course of time. Those of the fake master are openssl's, and last two days.
@Suite(.fewAtATime) struct CertificateTests {
    private static let day: Int64 = 86_400_000_000

    private let directory: ScratchDirectory
    private let store: IdentityStore
    private let id: MinionID
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() throws {
        directory = try ScratchDirectory()
        store = IdentityStore(directory: "\(directory.path)/pki/minion")
        id = try MinionID("web1")
    }

    private func enrolment(daysLater days: Double = 0, masterFinger: String? = nil) -> Enrolment {
        Enrolment(
            id: id, store: store, masterFinger: masterFinger,
            now: { Agent.microseconds() + Int64(days * Double(Self.day)) }, logger: logger)
    }

    private func enrolled(at master: FakeMaster) async throws -> Credentials {
        _ = try await enrolment().attempt(at: master.address)
        return try #require(try store.credentials())
    }

    private func renewal(_ link: MasterLink, daysLater days: Double, share: Double = 0) -> CertificateRenewal {
        CertificateRenewal(
            id: id, store: store, link: link, now: { Agent.microseconds() + Int64(days * Double(Self.day)) },
            share: share, logger: logger)
    }

    @Test func `the times of a certificate are those that openssl wrote`() async throws {
        let master = try FakeMaster()
        let validity = try CertificateValidity(pem: try await enrolled(at: master).certificate)
        #expect(validity.end - validity.begin == 2 * Self.day)
        #expect(abs(validity.begin - Agent.microseconds()) < 120_000_000)
    }

    @Test(arguments: [
        // openssl req -x509 -newkey ed25519 -days 36500 -nodes -subj /CN=x: until 2126, a GeneralizedTime.
        (Certificates.long, Int64(1_795_239_173_000_000), Int64(4_948_839_173_000_000))
    ])
    func `years beyond 2049 are read`(pem: String, begin: Int64, end: Int64) throws {
        let validity = try CertificateValidity(pem: pem)
        #expect(validity.begin == begin)
        #expect(validity.end == end)
    }

    @Test(arguments: ["", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"])
    func `what is no certificate is told`(pem: String) {
        #expect(throws: Diagnostic.self) { try CertificateValidity(pem: pem) }
    }

    @Test func `minions that were accepted together don't renew together`() async throws {
        let master = try FakeMaster()
        let validity = try CertificateValidity(pem: try await enrolled(at: master).certificate)
        #expect(validity.renewal(0) == validity.begin + 2 * Self.day * 2 / 3)
        #expect(validity.renewal(1) > validity.renewal(0.5))
        #expect(validity.renewal(1) < validity.end - Self.day / 2)
    }

    @Test func `a certificate is renewed at two thirds of its life, for the same key`() async throws {
        let master = try FakeMaster()
        let old = try await enrolled(at: master)
        let link = MasterLink(MasterClient(address: master.address, credentials: old))
        #expect(try await renewal(link, daysLater: 1.2).renewIfDue() == false)
        #expect(try store.credentials()?.certificate == old.certificate)
        try master.directory.write("4", to: "days")
        #expect(try await renewal(link, daysLater: 1.4).renewIfDue())
        let new = try #require(try store.credentials())
        #expect(new.certificate != old.certificate)
        #expect(new.privateKey == old.privateKey)
        #expect(try await renewal(link, daysLater: 1.4).renewIfDue() == false, "it is done")
        // The link shows the new one: the old one would have told another end.
        let client = try link.connected()
        _ = try await client.send(client.request("PUT", "/v1/grains", body: [:]))
        #expect(await master.next("grains") == "web1 {}")
    }

    @Test func `a certificate that does not last longer is not taken`() async throws {
        let master = try FakeMaster()
        let old = try await enrolled(at: master)
        try master.directory.write("1", to: "days")
        let link = MasterLink(MasterClient(address: master.address, credentials: old))
        await #expect(throws: Diagnostic.self) { try await renewal(link, daysLater: 1.4).renewIfDue() }
        #expect(try store.credentials()?.certificate == old.certificate)
    }

    @Test func `a renewal without a connection is tried later`() async throws {
        let master = try FakeMaster()
        _ = try await enrolled(at: master)
        await #expect(throws: Diagnostic.self) { try await renewal(MasterLink(), daysLater: 1.4).renewIfDue() }
        #expect(try store.credentials() != nil)
    }

    @Test func `a minion whose certificate has ended enrols again with the same key`() async throws {
        let master = try FakeMaster()
        _ = try await enrolled(at: master)
        let key = try store.key().fingerprint
        #expect(try enrolment(daysLater: 1.9).credentials() != nil)
        #expect(try enrolment(daysLater: 2.1).credentials() == nil)
        #expect(try await enrolment().complete(at: master.address) != nil)
        #expect(try store.key().fingerprint == key)
    }

    @Test func `a master that takes the certificate for ended is understood`() async throws {
        let master = try FakeMaster()
        try master.directory.write("-1", to: "days")
        let credentials = try await enrolled(at: master)
        let client = MasterClient(address: master.address, credentials: credentials)
        // The master hangs up when it has said why, and its words may be lost on the way: a minion tries again.
        for _ in 0..<50 {
            let error = await #expect(throws: MasterError.self) {
                try await client.send(client.request("PUT", "/v1/grains", body: [:]))
            }
            if error?.saysCertificateEnded == true { return }
            #expect(error?.isTransient == true, "\(String(describing: error))")
        }
        Issue.record("of 50 attempts none was told that the certificate has ended")
    }

    @Test func `master_finger that names another than the pinned authority stops everything`() async throws {
        let master = try FakeMaster()
        let credentials = try await enrolled(at: master)
        let finger = try Fingerprint.ofCertificate(credentials.authority)
        #expect(try enrolment(masterFinger: finger).credentials() == credentials)
        let error = #expect(throws: Diagnostic.self) {
            try enrolment(masterFinger: "aa:bb").credentials()
        }
        #expect(error?.message.hasSuffix("but master_finger is aa:bb") == true)
    }
}

private enum Certificates {
    static let long = """
        -----BEGIN CERTIFICATE-----
        MIIBLjCB4aADAgECAhRPgWlnlIUeS6ZFa0MvH0xgat50GDAFBgMrZXAwDDEKMAgG
        A1UEAwwBeDAgFw0yNjExMjEwNTMyNTNaGA8yMTI2MTAyODA1MzI1M1owDDEKMAgG
        A1UEAwwBeDAqMAUGAytlcAMhABcupGf/5173pkX7yZGmRhDd/JR7ZUC3BMVNsLDe
        cqLQo1MwUTAdBgNVHQ4EFgQUl1US4x85lz7fCd+tFuBRvuEn5bUwHwYDVR0jBBgw
        FoAUl1US4x85lz7fCd+tFuBRvuEn5bUwDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXAD
        QQAHuymCntU/jW2cj42uSce/qhXEXne1D6WcTUQMUeluLQAZRngWpYfQLVVkc40n
        zmLJW7WUIZj3KUWVmB/yW1YH
        -----END CERTIFICATE-----
        """
}
