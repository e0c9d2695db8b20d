import Crypto
import Glibc
import SwiftASN1
import Values
import X509

/// A directory of PEM files: 0700, keys 0600, a file there whole or not at all.
struct KeyDirectory {
    let path: String

    /// Makes the directory and those above it; closes it to others.
    func create() throws {
        var parent = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            parent += "/\(part)"
            guard mkdir(parent, 0o755) == 0 || errno == EEXIST else {
                throw Diagnostic("the directory \(parent) can't be made: \(Self.reason)")
            }
        }
        guard chmod(path, 0o700) == 0 else {
            throw Diagnostic("the mode of \(path) can't be set: \(Self.reason)")
        }
    }

    /// The text of a file; nil when there is none.
    ///
    /// - Parameter isSecret: closes the file to others first, should a restore from a backup have opened it.
    func read(_ name: String, isSecret: Bool = false) throws -> String? {
        let descriptor = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(name, "can't be read: \(Self.reason)", hint: nil)
        }
        defer { close(descriptor) }
        if isSecret, fchmod(descriptor, 0o600) != 0 {
            throw failure(name, "can't be closed to others: \(Self.reason)", hint: nil)
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw failure(name, "can't be read: \(Self.reason)", hint: nil) }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(contentsOf: buffer.prefix(count))
        }
    }

    func write(_ name: String, _ text: String, isSecret: Bool) throws {
        let draft = "\(path)/\(name).new"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, isSecret ? 0o600 : 0o644)
        guard descriptor >= 0 else { throw failure(name, "can't be written: \(Self.reason)", hint: nil) }
        let bytes = Array(text.utf8)
        let isWritten = Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        let reason = Self.reason
        close(descriptor)
        guard isWritten else { throw failure(name, "can't be written: \(reason)", hint: nil) }
        guard rename(draft, "\(path)/\(name)") == 0 else {
            throw failure(name, "can't be put in its place: \(Self.reason)", hint: nil)
        }
    }

    func privateKey(_ pem: String, _ name: String) throws -> P256.Signing.PrivateKey {
        do { return try P256.Signing.PrivateKey(pemRepresentation: pem) } catch {
            throw failure(name, "is not a P-256 private key in PEM", hint: "restore it from a backup")
        }
    }

    func certificate(_ pem: String, _ name: String) throws -> Certificate {
        do { return try Certificate(pemEncoded: pem) } catch {
            throw failure(name, "is not a certificate in PEM", hint: "restore it from a backup")
        }
    }

    func failure(_ name: String, _ what: String, hint: String?) -> Diagnostic {
        Diagnostic("\(path)/\(name) \(what)", hint: hint)
    }

    private static var reason: String { String(cString: strerror(errno)) }
}
