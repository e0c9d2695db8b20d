import Values

/// Cuts a template into tokens, with Jinja's white space control.
struct Lexer {
    let bytes: [UInt8]
    let file: String
    let options: Environment.Options
    var position = 0
    var line = 1
    /// In code points, from 1.
    private var column = 1
    private var tokens: [Token] = []
    /// Whether what was read last ended a line: `lstrip_blocks` strips only at the beginning of one.
    private var isAtLineStart = true

    init(_ source: String, file: String, options: Environment.Options) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.utf8.count)
        var previous: UInt8 = 0
        for byte in source.utf8 {
            if byte == 13 {
                bytes.append(10)
            } else if !(byte == 10 && previous == 13) {
                bytes.append(byte)
            }
            previous = byte
        }
        if options.trailingNewline != .keep, bytes.last == 10 { bytes.removeLast() }
        self.bytes = bytes
        self.file = file
        self.options = options
    }

    /// All tokens, an `.end` last.
    static func tokens(of source: String, file: String, options: Environment.Options) throws -> [Token] {
        var lexer = Lexer(source, file: file, options: options)
        if options.skipsHeader { lexer.skipHeader() }
        while lexer.position < lexer.bytes.count { try lexer.readRoot() }
        lexer.add(.end, "")
        return lexer.tokens
    }

    private mutating func skipHeader() {
        var start = 0
        if has("#!", at: 0) { start = lineEnd(from: 0) }
        guard has("#jinja2:", at: start) else { return }
        addData(0..<start)
        advance(to: lineEnd(from: start))
        isAtLineStart = true
    }

    /// The offset after the line that goes on at `start`.
    private func lineEnd(from start: Int) -> Int {
        bytes[start...].firstIndex(of: 10).map { $0 + 1 } ?? bytes.count
    }

    var here: Position { Position(line: line, column: column) }

    func failure(_ message: String, at place: Position? = nil) -> Failure {
        let place = place ?? here
        return Failure(
            message, kind: .syntax,
            at: SourceLocation(file: file, line: Int(place.line), column: Int(place.column)))
    }

    mutating func add(_ kind: Token.Kind, _ text: String, at place: Position? = nil) {
        tokens.append(Token(kind: kind, text: text, position: place ?? here))
    }

    /// Moves on to `end`, counting lines.
    mutating func advance(to end: Int) {
        while position < end {
            if bytes[position] == 10 {
                line += 1
                column = 1
            } else if bytes[position] & 0xC0 != 0x80 {
                column += 1
            }
            position += 1
        }
    }

    func peek(_ offset: Int = 0) -> UInt8 {
        position + offset < bytes.count ? bytes[position + offset] : 0
    }

    // MARK: Template data

    private mutating func readRoot() throws {
        let start = position
        var tag = position
        while tag + 1 < bytes.count {
            if bytes[tag] == 0x7B, [0x7B, 0x25, 0x23].contains(bytes[tag + 1]) { break }
            tag += 1
        }
        guard tag + 1 < bytes.count else {
            addData(start..<bytes.count)
            advance(to: bytes.count)
            return
        }
        let kind = bytes[tag + 1]
        let sign = tag + 2 < bytes.count ? bytes[tag + 2] : 0
        var end = tag
        if sign == 0x2D {
            end = strippedEnd(start..<tag)
        } else if sign != 0x2B, options.lstripBlocks, kind != 0x7B {
            end = leftStrippedEnd(start..<tag)
        }
        addData(start..<end)
        advance(to: tag)
        let opening = here
        let signed = sign == 0x2D || sign == 0x2B
        if kind == 0x25, let body = rawBody(after: tag + 2 + (signed ? 1 : 0)) {
            advance(to: body)
            return try readRaw(opening)
        }
        advance(to: tag + 2 + (signed ? 1 : 0))
        switch kind {
        case 0x23: try readComment(opening)
        case 0x25:
            add(.blockBegin, "", at: opening)
            try readTag(isBlock: true, opening)
        default:
            add(.variableBegin, "", at: opening)
            try readTag(isBlock: false, opening)
        }
        isAtLineStart = position > 0 && bytes[position - 1] == 10
    }

    private mutating func addData(_ range: Range<Int>) {
        if !range.isEmpty { add(.data, Text.string(bytes[range])) }
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }

    private func strippedEnd(_ range: Range<Int>) -> Int {
        var end = range.upperBound
        while end > range.lowerBound, isSpace(bytes[end - 1]) { end -= 1 }
        return end
    }

    private func leftStrippedEnd(_ range: Range<Int>) -> Int {
        var start = range.upperBound
        while start > range.lowerBound, bytes[start - 1] != 10 {
            guard isSpace(bytes[start - 1]) else { return range.upperBound }
            start -= 1
        }
        return start > range.lowerBound || isAtLineStart ? start : range.upperBound
    }

    private func skippingSpace(from start: Int) -> Int {
        var end = start
        while end < bytes.count, isSpace(bytes[end]) { end += 1 }
        return end
    }

    private func has(_ text: StaticString, at start: Int) -> Bool {
        let length = text.utf8CodeUnitCount
        guard start >= 0, start + length <= bytes.count else { return false }
        return text.withUTF8Buffer { bytes[start..<(start + length)].elementsEqual($0) }
    }

    /// After the inner end of a tag: where the template goes on, white space control applied; nil when there is no end here.
    private func tagEnd(_ close: StaticString, at start: Int, trims: Bool, allowsPlus: Bool) -> Int? {
        if has(close, at: start) {
            let end = start + 2
            return trims && options.trimBlocks && end < bytes.count && bytes[end] == 10 ? end + 1 : end
        }
        guard has(close, at: start + 1) else { return nil }
        if bytes[start] == 0x2D { return skippingSpace(from: start + 3) }
        return allowsPlus && bytes[start] == 0x2B ? start + 3 : nil
    }

    // MARK: Raw blocks and comments

    /// Where the text of a `raw` block begins, if the tag that was opened before `start` is one.
    private func rawBody(after start: Int) -> Int? {
        var end = skippingSpace(from: start)
        guard has("raw", at: end) else { return nil }
        end = skippingSpace(from: end + 3)
        if has("-%}", at: end) { return skippingSpace(from: end + 3) }
        return has("%}", at: end) ? end + 2 : nil
    }

    private mutating func readRaw(_ opening: Position) throws {
        let start = position
        var tag = position
        while tag < bytes.count {
            if has("{%", at: tag) {
                let sign = tag + 2 < bytes.count ? bytes[tag + 2] : 0
                let signed = sign == 0x2D || sign == 0x2B
                let name = skippingSpace(from: tag + 2 + (signed ? 1 : 0))
                if has("endraw", at: name),
                    let end = tagEnd(
                        "%}", at: skippingSpace(from: name + 6), trims: true, allowsPlus: true)
                {
                    var stop = tag
                    if sign == 0x2D {
                        stop = strippedEnd(start..<tag)
                    } else if sign != 0x2B, options.lstripBlocks {
                        isAtLineStart = start > 0 && bytes[start - 1] == 10
                        stop = leftStrippedEnd(start..<tag)
                    }
                    addData(start..<stop)
                    advance(to: end)
                    isAtLineStart = bytes[end - 1] == 10
                    return
                }
            }
            tag += 1
        }
        throw failure("Missing end of raw directive", at: opening)
    }

    private mutating func readComment(_ opening: Position) throws {
        var end = position
        while end < bytes.count {
            if let next = tagEnd("#}", at: end, trims: true, allowsPlus: true) {
                return advance(to: next)
            }
            end += 1
        }
        throw failure("Missing end of comment tag", at: opening)
    }

    // MARK: Tags

    private mutating func readTag(isBlock: Bool, _ opening: Position) throws {
        var open: [UInt8] = []
        while position < bytes.count {
            if open.isEmpty,
                let end = isBlock
                    ? tagEnd("%}", at: position, trims: true, allowsPlus: true)
                    : tagEnd("}}", at: position, trims: false, allowsPlus: false)
            {
                add(isBlock ? .blockEnd : .variableEnd, "")
                return advance(to: end)
            }
            let byte = bytes[position]
            if isSpace(byte) {
                advance(to: position + 1)
            } else if let kind = try readToken() {
                try balance(kind, &open)
            }
        }
    }

    private func balance(_ token: (kind: Token.Kind, at: Position), _ open: inout [UInt8]) throws {
        switch token.kind {
        case .leftParen: open.append(0x29)
        case .leftBracket: open.append(0x5D)
        case .leftBrace: open.append(0x7D)
        case .rightParen, .rightBracket, .rightBrace:
            let found = token.kind.rawValue
            guard let expected = open.popLast() else { throw failure("unexpected '\(found)'", at: token.at) }
            guard String(UnicodeScalar(expected)) == found else {
                throw failure("unexpected '\(found)', expected '\(UnicodeScalar(expected))'", at: token.at)
            }
        default: break
        }
    }

    /// Reads one name, number, string or operator.
    private mutating func readToken() throws -> (kind: Token.Kind, at: Position)? {
        let byte = bytes[position]
        let place = here
        switch byte {
        case 0x30...0x39: try readNumber()
        case 0x22, 0x27: try readString()
        case 0x5F, 0x41...0x5A, 0x61...0x7A, 0x80...: try readName()
        default:
            for length in [2, 1] where position + length <= bytes.count {
                let text = Text.string(bytes[position..<(position + length)])
                guard let kind = Self.operators[text] else { continue }
                add(kind, text, at: place)
                advance(to: position + length)
                return (kind, place)
            }
            throw unexpectedCharacter()
        }
        return nil
    }

    func unexpectedCharacter() -> Failure {
        let before = Text.string(bytes[..<position]).unicodeScalars.count
        let character = Text.string(bytes[position...]).unicodeScalars.first.map { String($0) } ?? ""
        return failure("unexpected char \(Representation.quoted(character)) at \(before)")
    }

    private static let operators: [String: Token.Kind] = {
        let kinds: [Token.Kind] = [
            .add, .sub, .mul, .div, .floorDiv, .mod, .pow, .tilde, .leftBracket, .rightBracket, .leftParen,
            .rightParen, .leftBrace, .rightBrace, .equal, .notEqual, .greater, .greaterEqual, .less, .lessEqual,
            .assign, .dot, .colon, .pipe, .comma, .semicolon,
        ]
        return Dictionary(uniqueKeysWithValues: kinds.map { ($0.rawValue, $0) })
    }()

    private mutating func readName() throws {
        let place = here
        var end = position
        while end < bytes.count {
            let byte = bytes[end]
            guard byte >= 0x80 || byte == 0x5F || isAlphanumeric(byte) else { break }
            end += 1
        }
        let text = Text.string(bytes[position..<end])
        if !text.unicodeScalars.allSatisfy({ $0.isASCII || $0.properties.isXIDContinue }) {
            throw Text.string(bytes[position..<end]).unicodeScalars.first.map({ $0.isASCII }) == true
                ? failure("Invalid character in identifier") : unexpectedCharacter()
        }
        add(.name, text, at: place)
        advance(to: end)
    }

    func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
