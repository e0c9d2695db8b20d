package import Execution
package import Model
import RegularExpressions
import Values

package struct FileComment: FileEditing {
    package static let function: FunctionName = "file.comment"
    package static let summary = "Lines that match an expression, commented out"

    package let path: String
    let expression: LineExpression
    let ignoresMissing: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        expression = LineExpression(&arguments)
        ignoresMissing = arguments.flag("ignore_missing", default: false)
    }

    package func plan(_ seen: SeenText) -> Plan<TextEdit> {
        if let problem = problem(seen) { return .impossible(problem) }
        do throws(RegularExpressionError) {
            return try plan(seen.text ?? "")
        } catch {
            return .impossible(error.description)
        }
    }

    private func plan(_ old: String) throws(RegularExpressionError) -> Plan<TextEdit> {
        let bare = try expression.withoutAnchors()
        let character = expression.character
        guard try LineExpression.matches("^(?!\\s*\(character))\\s*\(bare)", in: old) else {
            if try LineExpression.matches(character + bare, in: old) { return .satisfied("Pattern already commented") }
            if ignoresMissing { return .satisfied("Pattern not found and ignore_missing set to True") }
            return .impossible("\(bare): Pattern not found")
        }
        let line = try RegularExpression(expression.commentable)
        let new = try LineExpression.edit(old) { text throws(RegularExpressionError) in
            try line.match(text) == nil ? nil : character + text
        }
        guard try LineExpression.matches(character + bare, in: new) else {
            return .impossible("Expected commented lines not found")
        }
        // Another line that matches less strictly shows that it is done.
        guard new != old else { return .satisfied("Commented lines successfully") }
        return expression.plan(path, old, new, "Commented lines successfully")
    }
}

package struct FileUncomment: FileEditing {
    package static let function: FunctionName = "file.uncomment"
    package static let summary = "Lines that match an expression and are commented out, taken back"

    package let path: String
    let expression: LineExpression

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        path = name
        expression = LineExpression(&arguments)
    }

    package func plan(_ seen: SeenText) -> Plan<TextEdit> {
        if let problem = problem(seen) { return .impossible(problem) }
        do throws(RegularExpressionError) {
            return try plan(seen.text ?? "")
        } catch {
            return .impossible(error.description)
        }
    }

    private func plan(_ old: String) throws(RegularExpressionError) -> Plan<TextEdit> {
        let bare = expression.withoutCaret
        let isThere = "^[ \t]*\(bare)"
        guard try LineExpression.matches("\(expression.character)[ \t]*\(bare)", in: old) else {
            if try LineExpression.matches(isThere, in: old) { return .satisfied("Pattern already uncommented") }
            return .impossible("\(expression.text): Pattern not found")
        }
        let line = try RegularExpression(expression.uncommentable)
        let new = try LineExpression.edit(old) { text throws(RegularExpressionError) in
            guard try line.match(text) != nil else { return nil }
            return String(text.drop { expression.character.contains($0) })
        }
        guard try LineExpression.matches(isThere, in: new) else {
            return .impossible("Expected uncommented lines not found")
        }
        guard new != old else { return .satisfied("Uncommented lines successfully") }
        return expression.plan(path, old, new, "Uncommented lines successfully")
    }
}
