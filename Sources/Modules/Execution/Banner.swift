import Execution
import Values

/// A comment in a box (`slsutil.banner`).
struct Banner {
    private let width: Int
    private let comment: String
    private let border: String
    private let start: String?
    private let end: String?
    private let title: String
    private let message: String
    private let endsLine: Bool

    init(_ call: BoundArguments) throws {
        width = try call.integer("width")
        comment = try call.text("commentchar")
        border = String(try call.text("borderchar").prefix(1))
        start = try call.optionalText("blockstart")
        end = try call.optionalText("blockend")
        title = try call.optionalText("title") ?? "THIS FILE IS MANAGED BY SALT - DO NOT EDIT"
        message =
            try call.optionalText("text")
            ?? "The contents of this file are managed by Salt. Any changes to this file may be overwritten automatically "
            + "and without warning."
        endsLine = call["newline"].isTruthy
        guard room > 0 else { throw Diagnostic("Width is too small to render banner") }
    }

    /// The edges, without blanks that the comment sign may have around it.
    private var left: String { String(comment.reversed().drop { $0 == " " }.reversed()) }
    private var right: String { String(left.drop { $0 == " " }) }
    private var room: Int { width - left.count - right.count - 2 }

    var text: String {
        let edge = comment + String(repeating: border, count: width - left.count - right.count) + right
        let spacer = comment + String(repeating: " ", count: width - comment.count * 2) + comment
        var lines = start.map { [$0] } ?? []
        lines += [edge, spacer]
        lines += wrapped(title).map { "\(left) \(centred($0)) \(right)" }
        lines.append(spacer)
        lines += wrapped(message).map { "\(left) \($0)\(String(repeating: " ", count: room - $0.count)) \(right)" }
        lines.append(edge)
        if let end { lines.append(end) }
        return lines.joined(separator: "\n") + (endsLine ? "\n" : "")
    }

    /// Lines of whole words; a word that is longer than a line is broken.
    private func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: \.isWhitespace) {
            var rest = word
            if !line.isEmpty, line.count + 1 + rest.count > room, rest.count <= room || line.count + 1 >= room {
                lines.append(line)
                line = ""
            }
            while rest.count > room {
                let space = room - (line.isEmpty ? 0 : line.count + 1)
                lines.append((line.isEmpty ? "" : line + " ") + rest.prefix(space))
                line = ""
                rest = rest.dropFirst(space)
            }
            line += (line.isEmpty ? "" : " ") + rest
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// As Python's `str.center`: an odd blank goes to the left where the width is odd.
    private func centred(_ line: String) -> String {
        let blanks = room - line.count
        let before = blanks / 2 + (blanks & room & 1)
        return String(repeating: " ", count: before) + line + String(repeating: " ", count: blanks - before)
    }
}
