import Values

/// An event as the master tells it.
struct ReportedEvent: Sendable, Hashable {
    var tag: String
    var data: ValueMap
}

/// One line of an answer that is told line by line.
enum ReplyLine: Sendable, Hashable {
    case event(ReportedEvent)
    case result([Value])

    /// - Throws: the refusal, when the line is one.
    init(_ line: String) throws(ControlError) {
        let value: Value
        do {
            value = try JSON.read(line, file: "the master's answer")
        } catch {
            throw .unreadable(error.description)
        }
        if let event = value["event"] {
            self = .event(ReportedEvent(tag: event["tag"]?.string ?? "", data: event["data"]?.map ?? [:]))
        } else if let elements = value["return"]?.list, value["error"] == nil {
            self = .result(elements)
        } else {
            throw Self.failure(value, status: value["status"]?.int ?? 500)
        }
    }

    /// The refusal in the body of an answer that is no success.
    static func failure(status: Int, body: [UInt8]) -> ControlError {
        do {
            return failure(try JSON.read(body), status: status)
        } catch {
            let text = String(decoding: body.prefix(500), as: UTF8.self)
            return .answered(status: status, message: "the master answered \(status): \(text)", hint: nil)
        }
    }

    /// `{"error": "...", "hint": "...", "errors": [...]}`, or the same inside of `error`.
    private static func failure(_ value: Value, status: Int) -> ControlError {
        let inner = value["error"]?.map == nil ? value : value["error"] ?? .null
        let errors = inner["errors"]?.list?.compactMap(\.scalarText) ?? []
        let hint = inner["hint"]?.scalarText
        if status == 503, let message = inner["error"]?.scalarText { return .unavailable(message: message, hint: hint) }
        let message =
            errors.isEmpty
            ? inner["error"]?.scalarText ?? value["return"]?.scalarText ?? "the master answered \(status)"
            : errors.joined(separator: "\n")
        return .answered(status: status, message: message, hint: hint)
    }
}
