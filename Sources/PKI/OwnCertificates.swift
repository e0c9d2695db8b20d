import FoundationEssentials
import Synchronization
import Values
import X509

/// The certificates that the master itself shows, as they are now: renewed in place, for connections that come after.
final class OwnCertificates: Sendable {
    private struct Entry {
        let request: ServerCertificate
        var issued: ServerCertificate.Issued
    }

    private let directory: KeyDirectory
    private let issuer: Issuer
    private let entries = Mutex<[String: Entry]>([:])

    init(directory: KeyDirectory, issuer: Issuer) {
        self.directory = directory
        self.issuer = issuer
    }

    /// Reads a certificate or makes it, and answers for it from now on.
    func keep(_ request: ServerCertificate, now: Date) throws -> ServerCertificate.Issued {
        let issued = try request.current(in: directory, issuer: issuer, now: now)
        entries.withLock { $0[request.file] = Entry(request: request, issued: issued) }
        return issued
    }

    func current(_ file: String) -> ServerCertificate.Issued? { entries.withLock { $0[file]?.issued } }

    /// Makes anew those that end within a month.
    ///
    /// - Returns: their files, in order.
    func renew(now: Date) throws -> [String] {
        let due = entries.withLock { $0.values.filter { $0.issued.isDue(now) }.map(\.request) }
        for request in due { _ = try keep(request, now: now) }
        return due.map(\.file).sorted()
    }
}
