import ArgumentParser
import Output
import Values

/// How results are shown.
struct OutputOptions: ParsableArguments {
    @Option(
        name: [.long, .customLong("output")],
        help: "nested, highstate, json, yaml, txt, raw, quiet or newline_values_only.")
    var out: String?

    @Option(
        name: [.long, .customLong("output-indent")], parsing: .unconditional,
        help: "Spaces per level of json and yaml; -1 for one line.")
    var outIndent: Int?

    @Option(
        name: [.long, .customLong("state_output")],
        help: "full, terse, mixed, changes or filter; each also with _id.")
    var stateOutput: String?

    @Option(
        name: [.long, .customLong("state_verbose")], help: "False leaves out states that succeeded without changes.")
    var stateVerbose: String?

    @Flag(name: [.long, .customLong("no-colour")], help: "No colours, also on a terminal.")
    var noColor = false

    @Flag(name: [.long, .customLong("force-colour")], help: "Colours, also without a terminal.")
    var forceColor = false

    /// - Parameter options: the configuration's `state_*` settings, which the command line's go over.
    func presenter(options: ValueMap = [:]) throws(ControlError) -> Presenter {
        do throws(Diagnostic) {
            var settings = options
            if let stateOutput { settings["state_output"] = .string(stateOutput) }
            if let stateVerbose { settings["state_verbose"] = .bool(stateVerbose.lowercased() != "false") }
            let indent: Outputter.Indent =
                switch outIndent {
                case nil: .standard
                case let count? where count < 0: .none
                case let count?: .spaces(count)
                }
            let format: OutputFormat? = if let out { try OutputFormat(named: out) } else { nil }
            return Presenter(
                format: format, colour: forceColor || (!noColor && Terminal.hasColour),
                states: try StateOutput(options: settings), indent: indent)
        } catch {
            throw .usage(error)
        }
    }
}

/// Turns values into what is printed.
struct Presenter: Sendable {
    /// nil: whatever suits the value.
    let format: OutputFormat?
    let colour: Bool
    let states: StateOutput
    let indent: Outputter.Indent

    /// Whether a person may read along: `json` is for programs, `quiet` for nobody.
    var isForPeople: Bool { format != .json && format != .quiet }

    /// - Parameter declared: the outputter that a function asks for.
    func text(_ value: Value, declared: String? = nil, retcode: Int = 0) -> String {
        let chosen = format ?? OutputFormat.standard(for: value, declared: declared)
        return Outputter(format: chosen, colour: colour, states: states, indent: indent)
            .render(value, retcode: retcode)
    }

    /// A minion that did not return, in a form for people where the format is one.
    func missing(_ minion: String, _ sentence: String) -> String {
        let value = Value.map([minion: .string(sentence)])
        switch format {
        case nil, .nested, .highstate:
            return Outputter(format: .noReturn, colour: colour, states: states, indent: indent).render(value)
        default: return text(value)
        }
    }
}
