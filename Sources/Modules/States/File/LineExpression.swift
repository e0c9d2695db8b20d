import Execution
import RegularExpressions
import Values

/// The lines that `file.comment` and `file.uncomment` mean, and what stands before a comment.
struct LineExpression: Sendable {
    let text: String
    let character: String
    private let backupSuffix: String?

    init(_ arguments: inout ArgumentDecoder) {
        text = arguments.requiredText("regex")
        character = arguments.text("char", default: "#")
        let backup = arguments.value("backup") ?? ".bak"
        backupSuffix = backup == false ? nil : backup.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    var withoutCaret: String { String(text.drop { $0 == "^" }) }

    private var core: String { String(withoutCaret.reversed().drop { $0 == "$" }.reversed()) }

    private var end: String { text.hasSuffix("$") ? "$" : "" }

    /// What a line that is to be commented matches from its beginning.
    var commentable: String { "\(text.hasPrefix("^") ? "^" : "")(\(core))\(end)" }

    /// What a line that is to be taken back matches from its beginning.
    var uncommentable: String { "^\(character)\\s*(\(core))\(end)" }

    /// Without a leading flag, `^` and a final `$`.
    func withoutAnchors() throws(RegularExpressionError) -> String {
        try RegularExpression("^(\\(\\?[iLmsux]\\))?\\^?(.*?)\\$?$").replace(text, with: "\\2")
    }

    static func matches(_ pattern: String, in text: String) throws(RegularExpressionError) -> Bool {
        try RegularExpression(pattern, options: .multiline).search(text) != nil
    }

    /// The text with some of its lines changed.
    ///
    /// - Parameter change: nil leaves the line.
    static func edit(
        _ text: String, _ change: (String) throws(RegularExpressionError) -> String?
    ) throws(RegularExpressionError) -> String {
        var new = ""
        for line in TextLines.whole(text) { new += try change(line) ?? line }
        return new
    }

    func plan(_ path: String, _ old: String, _ new: String, _ comment: String) -> Plan<TextEdit> {
        var edit = TextEdit(path: path, old: old, new: new, comment: comment)
        edit.backupSuffix = backupSuffix
        return .changing(
            [edit], predicted: [path: "updated"], comment: "File \(path) is set to be updated")
    }
}
