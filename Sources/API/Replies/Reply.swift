import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Values
import YAML

/// Answers with a value, in the form that the client accepts.
enum Reply {
    static func json(
        _ value: Value, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        bytes(text(of: value) + "\n", type: "application/json", status: status, headers: headers)
    }

    /// A value as answers write it.
    static func text(of value: Value) -> String { JSON.write(value, style: spaced) }

    /// JSON, or YAML for `Accept: application/x-yaml`.
    ///
    /// - Throws: `ReplyFailure` 406 when the client accepts neither.
    static func negotiated(
        _ value: Value, for request: Request, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) throws -> Response {
        switch try MediaType.accepted(by: request) {
        case .json: return json(value, status: status, headers: headers)
        case .yaml:
            let text = YAMLWriter.write(value)
            return bytes(text, type: "application/x-yaml", status: status, headers: headers)
        }
    }

    static func text(_ text: String, type: String) -> Response {
        bytes(text, type: type, status: .ok, headers: [:])
    }

    private static let spaced = JSON.Style(escapesNonASCII: true)

    private static func bytes(
        _ text: String, type: String, status: HTTPResponse.Status, headers: HTTPFields
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

/// The forms of an answer.
enum MediaType {
    case json, yaml

    static func accepted(by request: Request) throws -> MediaType {
        guard let accept = request.headers[.accept] else { return .json }
        for part in accept.split(separator: ",") {
            let type = part.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
            switch type {
            case "*/*", "application/*", "application/json", "application/x-ndjson": return .json
            case "application/x-yaml", "text/yaml", "application/yaml": return .yaml
            default: continue
            }
        }
        throw ReplyFailure(
            .notAcceptable, "None of the types in 'Accept' is available", hint: "accept application/json")
    }
}
