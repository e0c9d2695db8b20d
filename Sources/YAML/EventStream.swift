import CLibYAML

/// A place in the text that is read; both count from 1.
struct Mark {
    var line: Int
    var column: Int

    init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    init(_ mark: yaml_mark_t) { self.init(line: mark.line + 1, column: mark.column + 1) }
}

/// One step of libyaml's parser.
struct Event {
    enum Kind {
        case documentStart
        case streamEnd
        case alias
        /// `isPlain`: the text decides what it means where no tag does (it is not quoted).
        case scalar(text: String, isPlain: Bool)
        case listStart
        case mapStart
        case collectionEnd
        /// Bookkeeping that carries nothing: the stream's start, a document's end.
        case other
    }

    var kind: Kind
    var mark: Mark
    var anchor: String?
    var tag: String?
}

/// The text is not YAML; in libyaml's words, which are PyYAML's.
struct SyntaxFailure: Error {
    /// "while parsing a block mapping"
    var context: String?
    var contextMark: Mark?
    var problem: String
    var mark: Mark
}

/// libyaml's parser over one text.
final class EventStream {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// libyaml reads from this copy while it parses.
    private let input: UnsafeMutableBufferPointer<UInt8>
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// - Parameter text: may begin with a byte order mark, which is not part of the document.
    init(_ text: String) {
        let utf8 = text.utf8.dropFirst(text.utf8.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0)
        input = .allocate(capacity: max(1, utf8.count))
        _ = input.initialize(from: utf8)
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, utf8.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    func next() throws(SyntaxFailure) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        let mark = Mark(event.start_mark)
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: return Event(kind: .documentStart, mark: mark)
        case YAML_STREAM_END_EVENT: return Event(kind: .streamEnd, mark: mark)
        case YAML_ALIAS_EVENT:
            return Event(kind: .alias, mark: mark, anchor: text(event.data.alias.anchor))
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            // A quoted text after a lone `!` counts as plain, too.
            let isPlain = scalar.plain_implicit == 1 || scalar.style == YAML_PLAIN_SCALAR_STYLE
            let kind = Event.Kind.scalar(text: String(decoding: bytes, as: UTF8.self), isPlain: isPlain)
            return Event(kind: kind, mark: mark, anchor: text(scalar.anchor), tag: text(scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            let list = event.data.sequence_start
            return Event(kind: .listStart, mark: mark, anchor: text(list.anchor), tag: text(list.tag))
        case YAML_MAPPING_START_EVENT:
            let map = event.data.mapping_start
            return Event(kind: .mapStart, mark: mark, anchor: text(map.anchor), tag: text(map.tag))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return Event(kind: .collectionEnd, mark: mark)
        default: return Event(kind: .other, mark: mark)
        }
    }

    private func text(_ characters: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        characters.map { String(decodingCString: $0, as: UTF8.self) }
    }

    private func failure() -> SyntaxFailure {
        let state = parser.pointee
        let problem = state.problem.map { String(cString: $0) } ?? "the text can't be parsed"
        // The reader refuses a character before it has a line to name.
        if state.error == YAML_READER_ERROR {
            let digits = String(state.problem_value, radix: 16)
            let code = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            return SyntaxFailure(
                problem: "unacceptable character #x\(code): \(problem)", mark: mark(atByte: state.problem_offset))
        }
        guard let context = state.context.map({ String(cString: $0) }) else {
            return SyntaxFailure(problem: problem, mark: Mark(state.problem_mark))
        }
        return SyntaxFailure(
            context: context, contextMark: Mark(state.context_mark), problem: problem, mark: Mark(state.problem_mark))
    }

    private func mark(atByte offset: Int) -> Mark {
        let before = input.prefix(offset)
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let column = String(decoding: before[lineStart...], as: UTF8.self).unicodeScalars.count + 1
        return Mark(line: before.count { $0 == 0x0A } + 1, column: column)
    }
}
