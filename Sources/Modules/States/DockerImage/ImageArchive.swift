import Execution
import Glibc
import Values

/// An archive of images, on this host or on the file server.
struct ImageArchive: Sendable {
    let url: String

    /// Hands the archive's path to the body. A copy from the file server is gone afterwards.
    func use<T: Sendable>(in run: RunContext, _ body: (String) async throws -> T) async throws -> T {
        guard url.hasPrefix("salt://") else {
            return try await body(url.hasPrefix("file://") ? String(url.dropFirst(7)) : url)
        }
        guard let bytes = try await run.services.file(url, environment: run.environment) else {
            throw Diagnostic("there is no file \(url) in saltenv '\(run.environment)'")
        }
        let path = try Self.write(bytes)
        defer { unlink(path) }
        return try await body(path)
    }

    private static func write(_ bytes: [UInt8]) throws(Diagnostic) -> String {
        var template = Array("/tmp/pigeon-image-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard file >= 0 else { throw Diagnostic("can't make \(path): \(String(cString: strerror(errno)))") }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let reason = String(cString: strerror(errno))
                unlink(path)
                throw Diagnostic("can't write \(path): \(reason)")
            }
            rest = rest.dropFirst(count)
        }
        return path
    }
}
