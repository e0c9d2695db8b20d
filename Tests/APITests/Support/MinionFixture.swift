import API
import ControlPlane
import Crypto
import CurlTransport
import Model
import PKI
import TestSupport
import Values

/// A minion port on the loopback, and clients for it.
struct MinionFixture: Sendable {
    private static let serverName = "pigeon-master"

    let directory: TemporaryDirectory
    let authority: MasterAuthority
    let master: FakeMaster
    private let bound = Promise<Int>()

    /// - Parameter receivesFiles: whether minions may push files of 1 MiB at most; they are in `minions`.
    init(receivesFiles: Bool = false) throws {
        directory = try TemporaryDirectory()
        authority = try MasterAuthority.open(directory: "\(directory.path)/pki", clock: wallClock)
        master = FakeMaster(
            authority: authority,
            files: ReceivedFiles(
                directory: "\(directory.path)/minions", isAllowed: receivesFiles, maximumSize: 1 << 20))
    }

    /// Serves while the body runs; the body gets the port.
    func serve<Result: Sendable>(
        heartbeat: Duration = .seconds(15), adjusting: @Sendable (inout MinionPort.Options) -> Void = { _ in },
        _ body: @Sendable (Int) async throws -> Result
    ) async throws -> Result {
        var options = MinionPort.Options(
            host: "127.0.0.1", port: 0, identity: ServerIdentity { [authority] in authority.server },
            authority: authority.certificate, heartbeat: heartbeat)
        adjusting(&options)
        let port = MinionPort(
            options: options, operations: master, clock: wallClock, identify: { try PeerIdentity(certificate: $0) },
            logger: silent,
            onBound: { bound.fulfil($0) })
        return try await serving(port) { try await body(bound.value) }
    }

    /// A client without certificate.
    func stranger(_ port: Int) -> HTTPClient { client(port, certificate: nil, key: nil) }

    /// A client whose key is accepted.
    func minion(_ id: String, _ port: Int, sharesConnection: Bool = true) async throws -> HTTPClient {
        let key = P256.Signing.PrivateKey()
        let issued = try await master.accept(id, publicKey: key.publicKey.pemRepresentation)
        return client(
            port, certificate: issued.pem, key: key.pemRepresentation, sharesConnection: sharesConnection)
    }

    func client(_ port: Int, certificate: String?, key: String?, sharesConnection: Bool = true) -> HTTPClient {
        HTTPClient(
            options: TransportOptions(
                tls: TLSOptions(
                    authority: .text(authority.certificate), certificate: certificate.map { .text($0) },
                    privateKey: key.map { .text($0) }),
                connectTo: "127.0.0.1:\(port)", sharesConnection: sharesConnection))
    }

    /// Sends a file with curl as a minion whose key is accepted.
    ///
    /// - Parameter options: words of the shell, the file among them.
    /// - Returns: curl's end, and the status of the answer, 000 without one.
    func upload(_ id: String, _ port: Int, _ path: String, _ options: String) async throws -> Program.Outcome {
        let identity = try await curlOptions(of: id)
        return try await Program.run(
            "sh", "-c",
            "curl -s -o /dev/null -w '%{http_code}' \(identity) "
                + "https://127.0.0.1:\(port)\(path) \(options)")
    }

    /// Words of the shell that let curl be a minion whose key is accepted.
    func curlOptions(of id: String) async throws -> String {
        let key = P256.Signing.PrivateKey()
        let issued = try await master.accept(id, publicKey: key.publicKey.pemRepresentation)
        let certificate = try directory.write(issued.pem, to: "certificate")
        let secret = try directory.write(key.pemRepresentation, to: "key")
        return "-k --cert \(certificate) --key \(secret)"
    }

    static func request(
        _ method: String, _ path: String, _ body: Value? = nil, headers: [(String, String)] = []
    ) -> HTTPRequest {
        HTTPRequest(
            method, "https://\(serverName)\(path)", headers: headers, body: body.map { Array(JSON.write($0).utf8) },
            timeout: .seconds(20))
    }
}
