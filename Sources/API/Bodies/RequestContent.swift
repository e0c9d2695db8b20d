import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Values
import YAML

/// The body of a request, read whole within a limit and understood by its content type.
struct RequestContent {
    /// What the body says.
    enum Content {
        case value(Value)
        case form([(name: String, value: String)])
        case empty
    }

    let bytes: [UInt8]
    private let type: String

    /// - Throws: `NIOTooManyBytesError` for a body beyond `limit` bytes.
    static func read(_ request: Request, limit: Int) async throws -> RequestContent {
        let buffer = try await request.body.collect(upTo: limit)
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased() ?? ""
        return RequestContent(bytes: Array(buffer.readableBytesView), type: type.filter { $0 != " " })
    }

    /// A body that has to be JSON, whatever its type says.
    static func json(_ request: Request, limit: Int) async throws -> Value {
        try JSON.read(try await read(request, limit: limit).bytes, file: "request body")
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// - Throws: 406 for a type that is not read, 400 for a body that is not of its type.
    func content() throws -> Content {
        if bytes.isEmpty { return .empty }
        switch type {
        case "application/json", "text/plain", "application/x-ndjson", "": return .value(try json())
        case "application/x-www-form-urlencoded": return try form()
        case "application/x-yaml", "text/yaml", "application/yaml":
            return .value(try YAMLReader.value(text, file: "request body"))
        default:
            throw ReplyFailure(
                .notAcceptable, "Content type '\(type.prefix(64))' is not read",
                hint: "send application/json, application/x-yaml or application/x-www-form-urlencoded")
        }
    }

    private func json() throws -> Value {
        do { return try JSON.read(bytes, file: "request body") } catch {
            throw ReplyFailure(.badRequest, "Invalid JSON document: \(error)")
        }
    }

    /// What `curl -d '[{...}]'` sends without a type header is JSON all the same.
    private func form() throws -> Content {
        if let first = bytes.first(where: { $0 > 0x20 }), first == UInt8(ascii: "[") || first == UInt8(ascii: "{"),
            let value = try? json()
        {
            return .value(value)
        }
        return .form(try PercentEncoding.form(text))
    }
}
