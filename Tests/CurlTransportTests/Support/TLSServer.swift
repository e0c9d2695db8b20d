import Glibc
import TestSupport

/// `openssl s_server` with certificates made on the spot: an authority, a server for `master.test` and a client.
final class TLSServer: Sendable {
    let directory: String
    let port: Int
    private let program: Program

    init(requiresClientCertificate: Bool = false) throws {
        directory = "/tmp/pigeon-tls-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try check(mkdir(directory, 0o700), "mkdir \(directory)")
        try Self.makeCertificates(in: directory)
        var arguments = [
            "openssl", "s_server", "-accept", "127.0.0.1:0", "-tls1_3", "-www",
            "-cert", "\(directory)/server.pem", "-key", "\(directory)/server.key",
        ]
        if requiresClientCertificate {
            arguments += ["-Verify", "2", "-verify_return_error", "-CAfile", "\(directory)/ca.pem"]
        }
        program = try Program(arguments)
        var found: Int?
        while found == nil, let line = program.readLine() {
            if line.hasPrefix("ACCEPT ") { found = line.split(separator: ":").last.flatMap { Int($0) } }
        }
        guard let found else { throw SystemFailure(reason: "openssl s_server did not start") }
        port = found
    }

    deinit {
        for name in ["ca", "server", "client", "other"] {
            for ending in ["pem", "key", "csr", "ext"] { unlink("\(directory)/\(name).\(ending)") }
        }
        rmdir(directory)
    }

    func path(_ name: String) -> String { "\(directory)/\(name)" }

    func text(_ name: String) throws -> String {
        guard let file = fopen(path(name), "r") else { throw SystemFailure(reason: "no \(name)") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    private static func makeCertificates(in directory: String) throws {
        for authority in ["ca", "other"] {
            try Program.run([
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                "2",
                "-subj", "/CN=\(authority)", "-keyout", "\(directory)/\(authority).key", "-out",
                "\(directory)/\(authority).pem",
            ])
        }
        for (name, host) in [("server", "master.test"), ("client", "web1")] {
            let base = "\(directory)/\(name)"
            try Program.run([
                "openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                "/CN=\(host)",
                "-addext", "subjectAltName=DNS:\(host)", "-keyout", "\(base).key", "-out", "\(base).csr",
            ])
            try Program.run([
                "openssl", "x509", "-req", "-in", "\(base).csr", "-CA", "\(directory)/ca.pem", "-CAkey",
                "\(directory)/ca.key", "-days", "2", "-copy_extensions", "copy", "-out", "\(base).pem",
            ])
        }
    }
}
