import Values

/// How an error shows the lines around its place.
package enum ErrorStyle: Sendable {
    /// Numbered, as everywhere in the project.
    case numbered
    /// As Salt's users know it: `; line 8` after the sentence, then the lines between `---`, the line itself marked.
    /// Ours has a caret under the column besides.
    case marked

    /// - Parameter outermost: the template that was asked for; lines of another one are announced with its name.
    func shown(_ failure: Failure, sources: [String: String], outermost: String) -> Diagnostic {
        var diagnostic = Diagnostic(
            failure.fullMessage, at: failure.location, hint: failure.hint, trace: failure.trace)
        guard let place = failure.location, let source = sources[place.file] else { return diagnostic }
        switch self {
        case .numbered: diagnostic.frame = Diagnostic.frame(of: source, at: place)
        case .marked:
            let isOutermost = place.file == outermost
            diagnostic.message += isOutermost ? "; line \(place.line)" : "\n\(place.file)(\(place.line)):"
            diagnostic.frame = (isOutermost ? "\n" : "") + Self.block(of: source, at: place)
        }
        return diagnostic
    }

    /// Salt's `get_context`: five lines before and after, `[...]` where something is left out.
    private static func block(of source: String, at place: SourceLocation) -> String {
        var lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.indices.contains(place.line - 1) else { return "---\n\(source)\n---" }
        let first = max(0, place.line - 6)
        let last = min(lines.count, place.line + 5)
        var block: [String] = first > 0 ? ["[...]"] : []
        for index in first..<last {
            let isPlace = index == place.line - 1
            block.append(lines[index] + (isPlace ? "    <======================" : ""))
            if isPlace, place.column > 0 { block.append(String(repeating: " ", count: place.column - 1) + "^") }
        }
        if last < lines.count { block.append("[...]") }
        return "---\n" + block.joined(separator: "\n") + "\n---"
    }
}
