import ControlPlane
import Crypto
import Glibc
import Model
import PKI
import Synchronization
import TestSupport
import Testing
import Values

/// The authority, with `openssl` as the judge of what it makes.
struct AuthorityTests {
    /// 2026-11-21 00:00:00 UTC.
    private static let now: Int64 = 1_795_219_200_000_000
    private static let day: Int64 = 86_400_000_000

    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func open(daysLater days: Int64 = 0) throws -> MasterAuthority {
        try MasterAuthority.open(
            directory: "\(directory.path)/pki/master", clock: WallClock { Self.now + days * Self.day })
    }

    private func file(_ name: String) -> String { "\(directory.path)/pki/master/\(name)" }

    /// `openssl verify` at a time some days after `now`.
    private func verify(_ pem: String, purpose: String, daysLater days: Int64 = 0) throws -> OpenSSL.Outcome {
        let certificate = try directory.write(pem, to: "verified.crt")
        return try OpenSSL.run(
            "verify", "-x509_strict", "-purpose", purpose, "-attime", "\(Self.now / 1_000_000 + days * 86_400)",
            "-CAfile", file("ca.crt"), certificate)
    }

    private func describe(_ pem: String) throws -> String {
        try OpenSSL.run("x509", "-noout", "-text", "-in", directory.write(pem, to: "described.crt")).output
    }

    @Test func `the authority signs certificates and nothing else, for ten years`() throws {
        let authority = try open()
        let text = try describe(authority.certificate)
        #expect(text.contains("CA:TRUE, pathlen:0"))
        #expect(text.contains("Certificate Sign, CRL Sign"))
        #expect(text.contains("Not After : Nov 18 00:00:00 2036 GMT"))
        let printed = try OpenSSL.run("x509", "-noout", "-fingerprint", "-sha256", "-in", file("ca.crt")).output
        #expect(printed.contains(authority.fingerprint.uppercased()))
    }

    @Test func `the authority is made once`() throws {
        let first = try open()
        let second = try open(daysLater: 300)
        #expect(first.certificate == second.certificate)
        #expect(first.server.certificate == second.server.certificate)
        #expect(first.server.key.revealed == second.server.key.revealed)
    }

    @Test func `keys are for their owner only`() throws {
        _ = try open()
        for (name, mode) in [("ca.key", 0o600), ("server.key", 0o600), ("", 0o700)] {
            var status = stat()
            #expect(stat(file(name), &status) == 0)
            #expect(status.st_mode & 0o777 == mode_t(mode), "\(name)")
        }
        let key = try OpenSSL.run("ec", "-in", file("ca.key"), "-noout", "-check")
        #expect(key.status == 0, "\(key.output)")
    }

    @Test func `the server certificate is good for the server alone`() throws {
        let server = try open().server.certificate
        let verified = try verify(server, purpose: "sslserver")
        #expect(verified.status == 0, "\(verified.output)")
        #expect(try verify(server, purpose: "sslclient").status != 0)
        let text = try describe(server)
        #expect(text.contains("DNS:pigeon-master"))
        #expect(text.contains("TLS Web Server Authentication"))
        #expect(text.contains("Not After : Nov 21 00:00:00 2027 GMT"))
    }

    @Test(arguments: [(334, false), (336, true), (400, true)])
    func `a server certificate is made anew in its last month`(days: Int64, isRenewed: Bool) throws {
        let first = try open()
        let later = try open(daysLater: days)
        #expect((first.server.certificate != later.server.certificate) == isRenewed)
        #expect(later.certificate == first.certificate)
        #expect(try verify(later.server.certificate, purpose: "sslserver", daysLater: days).status == 0)
    }

    @Test func `the master's own certificates are renewed while it runs`() throws {
        let clock = Mutex(Self.now)
        let authority = try MasterAuthority.open(
            directory: "\(directory.path)/pki/master", clock: WallClock { clock.withLock { $0 } })
        let rest = try authority.restCertificate(hostNames: [])
        let first = (authority.server.certificate, rest().certificate)
        #expect(try authority.renewOwnCertificates() == [])
        clock.withLock { $0 += 340 * Self.day }
        #expect(try authority.renewOwnCertificates() == ["rest", "server"])
        #expect(authority.server.certificate != first.0)
        #expect(rest().certificate != first.1)
        #expect(try verify(authority.server.certificate, purpose: "sslserver", daysLater: 500).status == 0)
        #expect(try open(daysLater: 341).server.certificate == authority.server.certificate, "it is on the disk")
    }

    @Test func `a key that others could read is closed to them`() throws {
        _ = try open()
        for name in ["ca.key", "server.key"] {
            #expect(chmod(file(name), 0o644) == 0)
        }
        _ = try open()
        for name in ["ca.key", "server.key"] {
            var status = stat()
            #expect(stat(file(name), &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600, "\(name)")
        }
    }

    @Test func `a minion's certificate is for its key, its id and clients only`() throws {
        let authority = try open()
        let key = P256.Signing.PrivateKey()
        let issued = try authority.issue(
            for: MinionID("web1.example.com"), publicKey: key.publicKey.pemRepresentation)
        let verified = try verify(issued.pem, purpose: "sslclient")
        #expect(verified.status == 0, "\(verified.output)")
        #expect(try verify(issued.pem, purpose: "sslserver").status != 0)
        #expect(try verify(issued.pem, purpose: "sslclient", daysLater: 366).status != 0)
        #expect(issued.expires == Self.now + 365 * Self.day)
        let text = try describe(issued.pem)
        #expect(text.contains("Subject: CN = web1.example.com"))
        #expect(text.contains("TLS Web Client Authentication"))
        #expect(text.contains("CA:FALSE"))
        let certificate = try directory.write(issued.pem, to: "minion.crt")
        let serial = try OpenSSL.run("x509", "-noout", "-serial", "-in", certificate).output
        #expect(serial == "serial=\(issued.serial.uppercased())\n")
        let held = try OpenSSL.run("x509", "-noout", "-pubkey", "-in", certificate).output
        #expect(held.filter { !$0.isWhitespace } == key.publicKey.pemRepresentation.filter { !$0.isWhitespace })
    }

    @Test func `a certificate tells who it is for`() throws {
        let authority = try open()
        let key = P256.Signing.PrivateKey().publicKey.pemRepresentation
        let issued = try authority.issue(for: MinionID("web1"), publicKey: key)
        let pem = try directory.write(issued.pem, to: "minion.crt")
        let der = "\(directory.path)/minion.der"
        #expect(try OpenSSL.run("x509", "-in", pem, "-outform", "DER", "-out", der).status == 0)
        let bytes = try TextFile.bytes(of: der)
        #expect(try PeerIdentity(certificate: bytes) == PeerIdentity(commonName: "web1", serial: issued.serial))
        #expect(throws: Diagnostic.self) { try PeerIdentity(certificate: Array(bytes.dropLast(3))) }
    }

    @Test func `the fingerprint of a public key is that of its DER`() throws {
        let authority = try open()
        let key = try directory.write(P256.Signing.PrivateKey().publicKey.pemRepresentation + "\n", to: "key.pub")
        let der = "\(directory.path)/key.der"
        #expect(try OpenSSL.run("pkey", "-pubin", "-in", key, "-outform", "DER", "-out", der).status == 0)
        let digest = try OpenSSL.run("dgst", "-sha256", "-c", der).output
        #expect(digest.hasSuffix("= \(try authority.fingerprint(ofPublicKey: directory.text(of: "key.pub")))\n"))
    }

    @Test func `a signature that openssl made is verified, a changed message is not`() throws {
        let authority = try open()
        let key = "\(directory.path)/minion.key"
        let pub = "\(directory.path)/minion.pub"
        #expect(try OpenSSL.run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key).status == 0)
        #expect(try OpenSSL.run("ec", "-in", key, "-pubout", "-out", pub).status == 0)
        let message = try directory.write("pigeon enrolment", to: "message")
        let signed = "\(directory.path)/signature"
        #expect(try OpenSSL.run("dgst", "-sha256", "-sign", key, "-out", signed, message).status == 0)
        let signature = try OpenSSL.run("base64", "-A", "-in", signed).output
        let pem = try directory.text(of: "minion.pub")
        #expect(try authority.verify(signature: signature, of: "pigeon enrolment", publicKey: pem))
        #expect(try !authority.verify(signature: signature, of: "pigeon enrolmenT", publicKey: pem))
        #expect(try !authority.verify(signature: "AAAA", of: "pigeon enrolment", publicKey: pem))
        #expect(try !authority.verify(signature: "not base64!", of: "pigeon enrolment", publicKey: pem))
    }

    @Test(arguments: ["", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
    func `what is no P-256 key is refused`(pem: String) throws {
        let authority = try open()
        #expect(throws: Diagnostic.self) { try authority.fingerprint(ofPublicKey: pem) }
        #expect(throws: Diagnostic.self) { try authority.issue(for: MinionID("a"), publicKey: pem) }
    }

    @Test func `the REST certificate is for this host's names and the loopback addresses`() throws {
        let authority = try open()
        let rest = try authority.restCertificate(hostNames: ["ci.example.com", "localhost"])()
        let text = try describe(rest.certificate)
        #expect(
            text.contains(
                "DNS:localhost, DNS:ci.example.com, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1"))
        #expect(try verify(rest.certificate, purpose: "sslserver").status == 0)
        #expect(try authority.restCertificate(hostNames: ["ci.example.com"])().certificate == rest.certificate)
        #expect(try authority.restCertificate(hostNames: ["new.example.com"])().certificate != rest.certificate)
    }

    @Test func `a lost authority key is told, never replaced`() throws {
        _ = try open()
        unlink(file("ca.key"))
        #expect {
            try open()
        } throws: { error in
            "\(error)".contains("ca.key is missing beside ca.crt")
                && "\(error)".contains("every minion must then enrol")
        }
        #expect(access(file("ca.key"), F_OK) != 0)
    }

    @Test func `a key and a certificate that are no pair are refused`() throws {
        _ = try open()
        _ = try directory.write(P256.Signing.PrivateKey().pemRepresentation, to: "pki/master/ca.key")
        #expect { try open() } throws: { "\($0)".contains("ca.crt is not the certificate of ca.key") }
    }

    @Test func `a damaged file is named`() throws {
        _ = try open()
        _ = try directory.write("-----BEGIN", to: "pki/master/server.key")
        #expect { try open() } throws: { "\($0)".contains("server.key is not a P-256 private key") }
    }
}
