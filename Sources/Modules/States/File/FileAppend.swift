package import Execution
package import Model
import RegularExpressions
import Values

package struct FileAppend: TextAdding {
    package static let function: FunctionName = "file.append"
    package static let summary =
        "Text at the end of a file, each piece added unless the file has it already, white space aside"

    package let path: String
    let texts: AddedTexts
    let makesDirectories: Bool
    let ignoresWhitespace: Bool
    let showsChanges: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        texts = AddedTexts(&arguments, named: "text")
        makesDirectories = arguments.flag("makedirs", default: false)
        ignoresWhitespace = arguments.flag("ignore_whitespace", default: true)
        showsChanges = arguments.flag("show_changes", default: true)
    }

    func edit(adding lines: [String], to old: String, _ seen: SeenText) -> TextEdit {
        let start = old.isEmpty || old.utf8.last == 0x0A ? old : old + "\n"
        let difference = UnifiedDiff.betweenBareLines(TextLines.bare(old), TextLines.bare(old) + lines)
        return TextEdit(
            path: path, old: seen.text, new: start + lines.map { "\($0)\n" }.joined(),
            comment: "Appended \(lines.count) lines",
            changes: ["diff": .string(showsChanges ? difference : "<show_changes=False>")])
    }

    func missing(from old: String, _ seen: SeenText) throws(RegularExpressionError) -> [String] {
        var lines: [String] = []
        for text in texts.all(seen) {
            let isThere =
                ignoresWhitespace
                ? try LineSearch.contains(text, in: old)
                : try RegularExpression(text, options: .multiline).search(old) != nil
            if !isThere { lines += TextLines.bare(text) }
        }
        return lines
    }
}
