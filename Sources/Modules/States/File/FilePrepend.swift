package import Execution
package import Model
import RegularExpressions
import Values

package struct FilePrepend: TextAdding {
    package static let function: FunctionName = "file.prepend"
    package static let summary =
        "Text at the beginning of a file, each piece added unless the file has it already, white space aside"

    package let path: String
    let texts: AddedTexts
    let makesDirectories: Bool
    /// The text has to be the very first lines, letter by letter.
    let isHeader: Bool
    let showsChanges: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        texts = AddedTexts(&arguments, named: "text")
        makesDirectories = arguments.flag("makedirs", default: false)
        isHeader = arguments.flag("header", default: false)
        showsChanges = arguments.flag("show_changes", default: true)
    }

    func edit(adding lines: [String], to old: String, _ seen: SeenText) -> TextEdit {
        let new = lines.map { "\($0)\n" }.joined() + old
        let difference = showsChanges ? UnifiedDiff.between(old, new) : "<show_changes=False>"
        return TextEdit(
            path: path, old: seen.text, new: new, comment: "Prepended \(lines.count) lines",
            changes: ["diff": .string(difference)])
    }

    func missing(from old: String, _ seen: SeenText) throws(RegularExpressionError) -> [String] {
        if isHeader {
            let lines = texts.all(seen).flatMap(TextLines.bare)
            return TextLines.bare(old).starts(with: lines) ? [] : lines
        }
        var lines: [String] = []
        for text in texts.all(seen) where try !LineSearch.contains(text, in: old) { lines += TextLines.bare(text) }
        return lines
    }
}
