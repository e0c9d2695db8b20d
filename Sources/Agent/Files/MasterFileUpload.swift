import CurlTransport
import Glibc
import Modules
import Values

/// Puts files of this machine among those that the master keeps of it (`cp.push`), with this minion's certificate.
package struct MasterFileUpload: FilePushing {
    /// For the whole of a file, and for the longest time in which nothing of it moves.
    private static let (limit, patience) = (Duration.seconds(3600), Duration.seconds(120))

    private let link: MasterLink

    package init(link: MasterLink) { self.link = link }

    package func push(_ path: String, as name: String) async throws {
        let client = try link.connected()
        let place = name.split(separator: "/").map(PercentEncoding.encode).joined(separator: "/")
        var request = client.request("PUT", "/v1/pushed/\(place)", timeout: Self.limit)
        request.idleTimeout = Self.patience
        // What has no size may yet have a content: the files of /proc.
        if Self.size(of: path) == 0 {
            request.body = try DurableFile.read(path) ?? []
        } else {
            request.bodyFile = path
        }
        request.headers.append(("Content-Type", "application/octet-stream"))
        _ = try await client.send(request)
    }

    private static func size(of path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_size : nil
    }
}
