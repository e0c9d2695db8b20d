import ControlPlane
import HTTPTypes
import Hummingbird
import NIOCore

/// A file or a stretch of one as an answer: 200, 206, 304, or 416 for a stretch behind the end.
struct FileReply {
    private let part: ServedPart
    private let wanted: WantedStretch?

    init(_ part: ServedPart, wanted: WantedStretch?) {
        self.part = part
        self.wanted = wanted
    }

    func response(to request: Request) -> Response {
        let tag = EntityTag(part.digest)
        if tag.matches(request) { return tag.notModified }
        var headers = tag.headers
        headers[.contentType] = "application/octet-stream"
        headers[.acceptRanges] = "bytes"
        var status = HTTPResponse.Status.ok
        if let wanted, wanted.version ?? part.digest == part.digest {
            guard wanted.stretch.lowerBound < part.size else {
                headers[.contentRange] = "bytes */\(part.size)"
                return Response(status: .rangeNotSatisfiable, headers: headers)
            }
            status = .partialContent
            headers[.contentRange] = "bytes \(part.start)-\(part.start + part.bytes.count - 1)/\(part.size)"
        }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: part.bytes)))
    }
}
