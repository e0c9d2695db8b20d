import Cryptography
import CurlTransport
import Glibc
import Values

/// Brings one file from the master into the cache, stretch by stretch. What has come stays, so a fetch that was cut goes
/// on where it was, in this run or another.
struct FileFetch {
    enum Outcome {
        case content([UInt8])
        /// The master has no such file.
        case missing
        /// What came is not what the list says.
        case other
    }

    /// In bytes: what is lost at most when the connection breaks, and what the master holds in memory for it.
    private static let stretch = 4 << 20
    private static let attempts = 4

    let client: MasterClient
    let cache: FileCache
    let path: String
    let entry: FileManifest.Entry

    /// For a thread that may wait. A file that does not come right on top of what an earlier run has had is fetched once
    /// more from its beginning.
    func run() throws -> Outcome { try fetch(repeats: true) }

    private func fetch(repeats: Bool) throws -> Outcome {
        let isSmall = entry.size <= Self.stretch
        var start = try cache.partialSize(entry.digest)
        if isSmall || start > entry.size {
            try cache.forgetPart(entry.digest)
            start = 0
        }
        let isResumed = start > 0
        while isSmall || start < entry.size {
            let response = try ask(from: isSmall ? nil : start)
            switch response.status {
            case 404: return .missing
            case 206 where !response.body.isEmpty:
                try cache.append(response.body, to: entry.digest)
                start += response.body.count
            default:
                // The whole: it was asked for, or the master knows no stretches, or the file has become another.
                try cache.forgetPart(entry.digest)
                guard SHA256.hex(of: response.body) == entry.digest else { return .other }
                try cache.store(response.body, digest: entry.digest)
                return .content(response.body)
            }
        }
        if let content = try cache.complete(entry.digest) { return .content(content) }
        return isResumed && repeats ? try fetch(repeats: false) : .other
    }

    /// A stretch, or the whole; a connection that breaks is tried again a few times.
    private func ask(from start: Int?) throws(MasterError) -> HTTPResponse {
        let headers = start.map { start in
            [("Range", "bytes=\(start)-\(start + Self.stretch - 1)"), ("If-Range", "\"\(entry.digest)\"")]
        }
        let request = client.request("GET", path, timeout: .seconds(600), headers: headers ?? [])
        var attempt = 1
        while true {
            do throws(MasterError) {
                return try client.sendBlocking(request, accepting: [404])
            } catch {
                guard error.isTransient, attempt < Self.attempts else { throw error }
                usleep(useconds_t(attempt) * 500_000)
                attempt += 1
            }
        }
    }
}
