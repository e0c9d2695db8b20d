/// Finds out whether the bytes that have come so far are a whole HTTP/1.1 answer.
struct AnswerParser {
    private enum Framing {
        case length(Int)
        case chunked
        case untilClose
    }

    private var head: (end: Int, status: Int, framing: Framing, closes: Bool)?

    /// The answer when it is whole, nil when more must come.
    mutating func answer(in bytes: [UInt8], atEnd: Bool) throws(RequestFailure) -> Answer? {
        if head == nil { try readHead(bytes) }
        guard let head else { return nil }
        switch head.framing {
        case .length(let length):
            guard bytes.count >= head.end + length else { return nil }
            return answer(Array(bytes[head.end..<(head.end + length)]), closes: head.closes)
        case .chunked:
            return try Self.dechunked(bytes[head.end...]).map { answer($0, closes: head.closes) }
        case .untilClose:
            return atEnd ? answer(Array(bytes[head.end...]), closes: true) : nil
        }
    }

    private func answer(_ body: [UInt8], closes: Bool) -> Answer {
        let line = body.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }.prefix(80)
        return Answer(status: head?.status ?? 0, marker: String(decoding: line, as: UTF8.self), closes: closes)
    }

    private mutating func readHead(_ bytes: [UInt8]) throws(RequestFailure) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ", maxSplits: 2) ?? []
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
            throw .malformed(lines.first.map(String.init) ?? "no status line")
        }
        var closes = words[0] == "HTTP/1.0"
        var framing: Framing = status == 204 || status == 304 ? .length(0) : .untilClose
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].drop { $0 == " " }.lowercased()
            switch parts[0].lowercased() {
            case "content-length": if let length = Int(value) { framing = .length(length) }
            case "transfer-encoding": if value.contains("chunked") { framing = .chunked }
            case "connection": closes = value.contains("close") || (closes && !value.contains("keep-alive"))
            default: break
            }
        }
        head = (end.upperBound, status, framing, closes)
    }

    /// The body without its chunk lines, or nil while the last chunk has not come.
    private static func dechunked(_ bytes: ArraySlice<UInt8>) throws(RequestFailure) -> [UInt8]? {
        var rest = bytes
        var body: [UInt8] = []
        while let lineEnd = rest.firstRange(of: Array("\r\n".utf8)) {
            let text = String(decoding: rest[..<lineEnd.lowerBound], as: UTF8.self).prefix { $0 != ";" }
            guard let size = Int(text, radix: 16), size >= 0 else { throw .malformed("chunk size '\(text)'") }
            guard rest.count >= lineEnd.upperBound - rest.startIndex + size + 2 else { return nil }
            if size == 0 { return body }
            body.append(contentsOf: rest[lineEnd.upperBound..<(lineEnd.upperBound + size)])
            rest = rest[(lineEnd.upperBound + size + 2)...]
        }
        return nil
    }
}
