import CurlTransport
import Testing

@Suite struct TLSTests {
    @Test func `a server is verified by its name though it is reached by another address`() async throws {
        let server = try TLSServer()
        for authority in [PEM.file(server.path("ca.pem")), .text(try server.text("ca.pem"))] {
            let client = HTTPClient(
                options: TransportOptions(tls: TLSOptions(authority: authority), connectTo: "127.0.0.1:\(server.port)"))
            #expect(try await client.send(HTTPRequest("GET", "https://master.test:4505/")).status == 200)
        }
    }

    @Test func `a wrong name, a foreign authority and no authority are refused`() async throws {
        let server = try TLSServer()
        let ours = PEM.file(server.path("ca.pem"))
        for (name, authority) in [
            ("other.test", ours), ("master.test", .file(server.path("other.pem"))), ("master.test", nil),
        ] {
            let client = HTTPClient(
                options: TransportOptions(tls: TLSOptions(authority: authority), connectTo: "127.0.0.1:\(server.port)"))
            let error = await #expect(throws: TransportError.self) {
                try await client.send(HTTPRequest("GET", "https://\(name)/"))
            }
            guard case .tls = error else { Issue.record("\(name): \(String(describing: error))"); continue }
        }
    }

    @Test func `first contact shows the certificate chain, on a kept connection too`() async throws {
        let server = try TLSServer()
        let client = HTTPClient(options: TransportOptions(tls: TLSOptions(verification: .none)))
        let url = "https://127.0.0.1:\(server.port)/"
        #expect(try await client.send(HTTPRequest("GET", url)).peerCertificates.isEmpty)
        let response = try await client.send(HTTPRequest("GET", url, wantsPeerCertificates: true))
        let shown = try #require(response.peerCertificates.first)
        let expected = try server.text("server.pem")
        #expect(shown.filter { !$0.isWhitespace } == expected.filter { !$0.isWhitespace })
    }

    @Test func `a client certificate opens what is closed without one`() async throws {
        let server = try TLSServer(requiresClientCertificate: true)
        var tls = TLSOptions(authority: .file(server.path("ca.pem")))
        let address = "127.0.0.1:\(server.port)"
        let error = await #expect(throws: TransportError.self) {
            try await HTTPClient(options: TransportOptions(tls: tls, connectTo: address))
                .send(HTTPRequest("GET", "https://master.test/"))
        }
        guard case .tls = error else { Issue.record("\(String(describing: error))"); return }
        tls.certificate = .text(try server.text("client.pem"))
        tls.privateKey = .text(try server.text("client.key"))
        let client = HTTPClient(options: TransportOptions(tls: tls, connectTo: address))
        #expect(try await client.send(HTTPRequest("GET", "https://master.test/")).status == 200)
    }

    @Test func `a pinned key is checked even when the chain is not`() async throws {
        let server = try TLSServer()
        let tls = TLSOptions(
            verification: .none, pinnedPublicKey: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
        let error = await #expect(throws: TransportError.self) {
            try await HTTPClient(options: TransportOptions(tls: tls))
                .send(HTTPRequest("GET", "https://127.0.0.1:\(server.port)/"))
        }
        guard case .tls = error else { Issue.record("\(String(describing: error))"); return }
    }

    @Test func `a key given as text is not printed`() {
        let options = TLSOptions(privateKey: .text("-----BEGIN PRIVATE KEY-----"))
        var dumped = ""
        dump(options, to: &dumped)
        #expect(!dumped.contains("BEGIN"))
        #expect(!"\(options)".contains("BEGIN"))
    }
}
