package import Values

/// Writes values as PyYAML's `safe_dump` does, libyaml's emitter included, so that what is written reads back the same.
package enum YAMLWriter {
    package enum Flow: Sendable, Hashable {
        /// One entry a line (`default_flow_style=False`).
        case block
        /// `{a: 1, b: [x]}` (`default_flow_style=True`).
        case flow
        /// Collections of scalars in flow, the others in block (`default_flow_style=None`).
        case leaves
    }

    package struct Style: Sendable, Hashable {
        package var flow: Flow
        package var sortsKeys: Bool
        /// The column past which text is folded.
        package var width: Int
        package var indent: Int

        package init(flow: Flow = .block, sortsKeys: Bool = false, width: Int = 80, indent: Int = 2) {
            self.flow = flow
            self.sortsKeys = sortsKeys
            self.width = width
            self.indent = indent
        }

        package static let block = Style()
        package static let flow = Style(flow: .flow)
    }

    package enum Quotes: Sendable, Hashable {
        case single
        case double
    }

    /// A text in quotes on one line, however long, for use inside of other YAML.
    package static func quoted(_ text: String, _ quotes: Quotes) -> String {
        let emitter = Emitter(style: Style(width: -1))
        emitter.write(text, quotes)
        var quoted = emitter.finish()
        while quoted.hasSuffix("\n") { quoted.removeLast() }
        return quoted
    }

    /// The document with its final newline; a bare scalar may be followed by the `...` that YAML demands.
    package static func write(_ value: Value, style: Style = .block) -> String {
        let emitter = Emitter(style: style)
        emitter.write(value)
        return emitter.finish()
    }
}
