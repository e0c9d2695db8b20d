import HTTPTypes
import Hummingbird

/// A digest as an `ETag`.
struct EntityTag {
    private let text: String

    init(_ digest: String) { text = "\"\(digest)\"" }

    var headers: HTTPFields { [.eTag: text] }
    var notModified: Response { Response(status: .notModified, headers: headers) }

    /// Whether the client has this version already.
    func matches(_ request: Request) -> Bool {
        guard let known = request.headers[.ifNoneMatch] else { return false }
        return known.split(separator: ",").contains { $0.filter { $0 != " " } == text }
    }
}
