package import Values
import YAML

/// Writes returns as Salt's outputters do.
package struct Outputter: Sendable {
    /// Line breaks and indentation of `json`, `yaml` and `pprint` (`--out-indent`).
    package enum Indent: Sendable, Hashable {
        /// Four spaces for JSON, two for YAML.
        case standard
        case spaces(Int)
        /// Everything on one line.
        case none
        /// As standard, with sorted keys.
        case pretty
    }

    private let format: OutputFormat
    private let palette: Palette
    private let states: StateOutput
    private let indent: Indent

    package init(
        format: OutputFormat, colour: Bool = false, states: StateOutput = StateOutput(), indent: Indent = .standard
    ) {
        self.format = format
        self.states = states
        self.indent = indent
        palette = Palette(isOn: colour)
    }

    /// The text without a final newline; empty when nothing is to be printed. The formats for people have no control
    /// characters of the value.
    ///
    /// - Parameters:
    ///   - value: returns by minion, or the bare return of a runner.
    ///   - retcode: when it isn't 0, `nested` shows keys in red.
    package func render(_ value: Value, retcode: Int = 0) -> String {
        let text =
            switch format {
            case .nested: NestedText(palette: palette, isFailure: retcode != 0).text(value.printable)
            case .highstate: HighstateText(palette: palette, options: states).text(value.printable)
            case .json: json(value)
            case .yaml: yaml(value)
            case .txt: PlainText.lines(value)
            case .raw: PythonText.string(value)
            case .quiet: ""
            case .pprint: PrettyPython(indent: pythonIndent).text(value)
            case .key: KeyText(palette: palette).text(value.printable)
            case .newlineValuesOnly: PlainText.values(value)
            case .noReturn: PlainText.missing(value.printable, palette)
            }
        return text.trimmingEnd
    }

    private var pythonIndent: Int {
        if case .spaces(let count) = indent { count } else { 1 }
    }

    private func json(_ value: Value) -> String {
        let style: JSON.Style =
            switch indent {
            case .standard: .pretty
            case .spaces(let count): JSON.Style(indent: count)
            case .none: JSON.Style()
            case .pretty: JSON.Style(indent: 4, sortsKeys: true)
            }
        return JSON.write(value, style: style)
    }

    private func yaml(_ value: Value) -> String {
        let style: YAMLWriter.Style =
            switch indent {
            case .standard, .pretty: YAMLWriter.Style(sortsKeys: true)
            case .spaces(let count): YAMLWriter.Style(sortsKeys: true, indent: count)
            case .none: YAMLWriter.Style(flow: .flow, sortsKeys: true)
            }
        return YAMLWriter.write(value, style: style)
    }
}
