import Compiler
import Execution
import Model
import Values
import YAML

/// `http.query`: a request to a web server, with Salt's arguments and Salt's result.
struct HTTPModule {
    let web: any WebReading

    private static let parameters: [Parameter] = [
        .required("url"), .optional("method", "GET"), .optional("params"), .optional("data"),
        .optional("header_dict"), .optional("header_list"), .optional("username"), .optional("password"),
        .optional("decode", false), .optional("decode_type", "auto"), .optional("status", false),
        .optional("headers", false), .optional("text", false), .optional("test", false), .optional("test_url"),
        .optional("ca_bundle"), .optional("verify_ssl", true), .optional("agent", "Pigeon http.query()"),
        .optional("raise_error", true),
    ]

    var functions: [ExecutionFunction] {
        [
            .init("http.query", "Asks a web server.", parameters: Self.parameters) { call, run in
                FunctionResult(.map(try await query(call, run)))
            }
        ]
    }

    private func query(_ call: BoundArguments, _ run: RunContext) async throws -> ValueMap {
        var result: ValueMap = [:]
        var url = try call.text("url")
        if try call.flag("test") {
            guard let other = try call.optionalText("test_url") else { return [:] }
            url = other
            result["test"] = true
        }
        guard WebURL.isMeant(by: url) else { throw Diagnostic("Unsupported url scheme: \(WebURL.redacted(url))") }
        let wantsStatus = try call.flag("status")
        let request = try request(to: url, call, run)
        let answer: WebAnswer
        do {
            answer = try await web.answer(to: request)
        } catch let problem as Diagnostic {
            if wantsStatus { result["status"] = 0 }
            result["error"] = .string(problem.message)
            return result
        }
        let body = try Self.text(answer)
        if !(200..<300).contains(answer.status), try call.flag("raise_error") {
            result["status"] = .int(answer.status)
            result["error"] = .string("HTTP \(answer.status): \(HTTPReason.of(answer.status))")
            result["body"] = .string(body)
            return result
        }
        result["body"] = .string(body)
        if wantsStatus { result["status"] = .int(answer.status) }
        if try call.flag("headers") { result["headers"] = .map(Self.headers(answer)) }
        var wantsText = try call.flag("text")
        if try call.flag("decode") {
            switch try Self.kind(of: answer, call) {
            case "json": result["dict"] = try JSON.read(body, file: url)
            case "yaml": result["dict"] = try YAMLReader.value(body, file: url)
            case "plain": wantsText = true
            case "xml": throw Diagnostic("\(WebURL.redacted(url)): an answer in XML can't be decoded")
            default:
                result["error"] = .string(
                    "Invalid decode_type specified. Valid decode types are: ('json', 'xml', 'yaml', 'plain')")
                return result
            }
        }
        if wantsText { result["text"] = .string(body) }
        return result
    }

    private func request(to url: String, _ call: BoundArguments, _ run: RunContext) throws -> WebRequest {
        var request = WebRequest(method: try call.text("method"), url: url)
        let params = try call.map("params")
        if !params.isEmpty { request.url += (url.contains("?") ? "&" : "?") + FormText.encode(params) }
        switch call["data"] {
        case .null: break
        case .map(let map): request.body = Array(FormText.encode(map).utf8)
        default: request.body = Array(try call.text("data").utf8)
        }
        request.headers = try Self.headers(call)
        let isTyped = request.headers.contains { $0.name.lowercased() == "content-type" }
        if request.method == "POST", !isTyped {
            request.headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        }
        request.isVerified = try call.flag("verify_ssl")
        request.authorities = try call.optionalText("ca_bundle")
        if let seconds = run.options["http_request_timeout"]?.int { request.timeout = .seconds(seconds) }
        if let seconds = run.options["http_connect_timeout"]?.int { request.connectTimeout = .seconds(seconds) }
        return request
    }

    private static func headers(_ call: BoundArguments) throws(Diagnostic) -> [(name: String, value: String)] {
        var headers: ValueMap = [:]
        for (name, value) in try call.map("header_dict") { headers[name] = value }
        for line in call["header_list"].list ?? [] {
            let parts = (line.string ?? "").split(separator: ":", omittingEmptySubsequences: false)
            if parts.count > 1 { headers[String(parts[0]).trimmed] = .string(String(parts[1]).trimmed) }
        }
        headers["User-agent"] = .string(try call.text("agent"))
        if let name = try call.optionalText("username"), let password = try call.optionalText("password") {
            headers["Authorization"] = .string("Basic " + Base64.encode(Array("\(name):\(password)".utf8)))
        }
        return headers.map { (PythonText.string($0.key), PythonText.string($0.value)) }
    }

    /// The header fields under their usual spelling; those that came several times joined.
    private static func headers(_ answer: WebAnswer) -> ValueMap {
        var headers: ValueMap = [:]
        for (name, value) in answer.headers {
            let name = name.split(separator: "-", omittingEmptySubsequences: false).map { part in
                part.prefix(1).uppercased() + part.dropFirst().lowercased()
            }.joined(separator: "-")
            headers[name] = .string((headers[name]?.string).map { "\($0),\(value)" } ?? value)
        }
        return headers
    }

    private static func type(of answer: WebAnswer) -> String? {
        answer.headers.first { $0.name.lowercased() == "content-type" }?.value.lowercased()
    }

    private static func kind(of answer: WebAnswer, _ call: BoundArguments) throws(Diagnostic) -> String {
        let asked = try call.text("decode_type")
        guard asked == "auto" else { return asked }
        let type = type(of: answer) ?? "application/json"
        return ["xml", "json", "yaml"].first { type.contains($0) } ?? "plain"
    }

    /// The body by the character set of its type.
    private static func text(_ answer: WebAnswer) throws(Diagnostic) -> String {
        let type = type(of: answer) ?? ""
        let isLatin = type.hasPrefix("text/") && ["iso-8859-1", "latin-1", "latin1"].contains { type.contains($0) }
        if isLatin { return String(String.UnicodeScalarView(answer.body.map { Unicode.Scalar($0) })) }
        guard let text = String(validating: answer.body, as: UTF8.self) else {
            throw Diagnostic("the answer is not UTF-8 text")
        }
        return text
    }
}
