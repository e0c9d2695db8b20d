import CLibYAML
import Values

/// libyaml's emitter, fed as PyYAML's representer and serializer feed it.
final class Emitter {
    private final class Output {
        var bytes: [UInt8] = []
    }

    private let emitter: UnsafeMutablePointer<yaml_emitter_t>
    private let output = Output()
    private let style: YAMLWriter.Style

    init(style: YAMLWriter.Style) {
        self.style = style
        emitter = .allocate(capacity: 1)
        emitter.initialize(to: yaml_emitter_t())
        yaml_emitter_initialize(emitter)
        yaml_emitter_set_encoding(emitter, YAML_UTF8_ENCODING)
        yaml_emitter_set_unicode(emitter, 1)
        yaml_emitter_set_width(emitter, Int32(clamping: style.width))
        yaml_emitter_set_indent(emitter, Int32(clamping: style.indent))
        yaml_emitter_set_output(
            emitter,
            { context, buffer, size in
                guard let context, let buffer else { return 0 }
                Unmanaged<Output>.fromOpaque(context).takeUnretainedValue().bytes
                    .append(contentsOf: UnsafeBufferPointer(start: buffer, count: size))
                return 1
            }, Unmanaged.passUnretained(output).toOpaque())
        var start = yaml_event_t()
        yaml_stream_start_event_initialize(&start, YAML_UTF8_ENCODING)
        yaml_emitter_emit(emitter, &start)
    }

    deinit {
        yaml_emitter_delete(emitter)
        emitter.deallocate()
    }

    func write(_ value: Value) { document { emit(value) } }

    func write(_ text: String, _ quotes: YAMLWriter.Quotes) {
        document {
            scalar(
                text, isPlainPossible: false,
                style: quotes == .single ? YAML_SINGLE_QUOTED_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE)
        }
    }

    private func document(_ content: () -> Void) {
        var event = yaml_event_t()
        yaml_document_start_event_initialize(&event, nil, nil, nil, 1)
        yaml_emitter_emit(emitter, &event)
        content()
        yaml_document_end_event_initialize(&event, 1)
        yaml_emitter_emit(emitter, &event)
    }

    func finish() -> String {
        var event = yaml_event_t()
        yaml_stream_end_event_initialize(&event)
        yaml_emitter_emit(emitter, &event)
        yaml_emitter_flush(emitter)
        return String(decoding: output.bytes, as: UTF8.self)
    }

    private func emit(_ value: Value) {
        switch value {
        case .null: scalar("null")
        case .bool(let value): scalar(value ? "true" : "false")
        case .int(let value): scalar(String(value))
        case .double(let value): scalar(Self.text(of: value))
        case .string(let value): scalar(value, isPlainPossible: ScalarResolver.kind(of: value) == .string)
        case .list(let list): emit(list)
        case .map(let map): emit(map)
        }
    }

    /// PyYAML's float: Python's repr with a point put into `1e+20`, which would read back as text.
    private static func text(of value: Double) -> String {
        if value.isNaN { return ".nan" }
        if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
        let text = PythonNumber.repr(value)
        return text.contains(".") ? text : text.replacing("e", with: ".0e")
    }

    private func scalar(
        _ text: String, isPlainPossible: Bool = true, style: yaml_scalar_style_t = YAML_ANY_SCALAR_STYLE
    ) {
        var event = yaml_event_t()
        var text = text
        text.withUTF8 { bytes in
            // libyaml copies the text; an empty buffer may have no address.
            var empty: UInt8 = 0
            withUnsafePointer(to: &empty) { fallback in
                _ = yaml_scalar_event_initialize(
                    &event, nil, nil, bytes.baseAddress ?? fallback, Int32(clamping: bytes.count),
                    isPlainPossible ? 1 : 0, 1, style)
            }
        }
        yaml_emitter_emit(emitter, &event)
    }

    private func emit(_ list: [Value]) {
        var event = yaml_event_t()
        let isFlow = isFlow(list)
        yaml_sequence_start_event_initialize(
            &event, nil, nil, 1, isFlow ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE)
        yaml_emitter_emit(emitter, &event)
        for element in list { emit(element) }
        yaml_sequence_end_event_initialize(&event)
        yaml_emitter_emit(emitter, &event)
    }

    private func emit(_ map: ValueMap) {
        var event = yaml_event_t()
        let isFlow = isFlow(map.keys + map.values)
        yaml_mapping_start_event_initialize(
            &event, nil, nil, 1, isFlow ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE)
        yaml_emitter_emit(emitter, &event)
        for (key, value) in style.sortsKeys ? map.sortedAsPython() : Array(map) {
            emit(key)
            emit(value)
        }
        yaml_mapping_end_event_initialize(&event)
        yaml_emitter_emit(emitter, &event)
    }

    /// PyYAML's "best style" asks whether every element would be a plain scalar.
    private func isFlow(_ elements: [Value]) -> Bool {
        switch style.flow {
        case .block: return false
        case .flow: return true
        case .leaves:
            return elements.allSatisfy {
                switch $0 {
                case .list, .map: false
                default: true
                }
            }
        }
    }
}

extension ValueMap {
    /// Python's `sorted`: text by code point, numbers by size; keys of several kinds stay as they are.
    fileprivate func sortedAsPython() -> [Element] {
        let elements = Array(self)
        let texts = elements.compactMap(\.key.string)
        if texts.count == elements.count {
            return zip(texts, elements)
                .sorted { $0.0.unicodeScalars.lexicographicallyPrecedes($1.0.unicodeScalars) }.map(\.1)
        }
        let numbers = elements.compactMap(\.key.double)
        guard numbers.count == elements.count else { return elements }
        return zip(numbers, elements).sorted { $0.0 < $1.0 }.map(\.1)
    }
}
