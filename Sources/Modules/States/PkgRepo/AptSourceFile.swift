import Host
import Values

/// A file of repositories: lines in a `.list`, paragraphs in a `.sources`.
package struct AptSourceFile: Sendable, Hashable {
    private enum Part: Sendable, Hashable {
        case text(String)
        case line(AptSource, original: String)
        case paragraph(AptParagraph)
    }

    let path: String
    private var parts: [Part]

    private var hasParagraphs: Bool { path.hasSuffix(".sources") }

    init(path: String, text: String) {
        self.path = path
        if path.hasSuffix(".sources") {
            parts = text.replacing("\n\n\n", with: "\n\n").split(around: "\n\n").filter { !$0.isEmpty }.map {
                .paragraph(AptParagraph(String($0)))
            }
        } else {
            parts = TextLines.whole(text).map { line in
                AptSource(line: line).map { .line($0, original: line) } ?? .text(line)
            }
        }
    }

    /// `/etc/apt/sources.list` and what stands beside it, in their order.
    static func all(_ files: any FileReading) throws -> [AptSourceFile] {
        var paths = ["/etc/apt/sources.list"]
        if files.isDirectory("/etc/apt/sources.list.d") {
            paths += try files.list("/etc/apt/sources.list.d").filter {
                $0.hasSuffix(".list") || $0.hasSuffix(".sources")
            }
            .map { "/etc/apt/sources.list.d/\($0)" }
        }
        return try paths.filter(files.isFile).map { AptSourceFile(path: $0, text: try files.readText($0)) }
    }

    var sources: [AptSource] { parts.compactMap(Self.source) }

    private static func source(_ part: Part) -> AptSource? {
        switch part {
        case .text: nil
        case .line(let source, _): source
        case .paragraph(let fields): fields.isComment ? nil : AptSource(fields: fields)
        }
    }

    var text: String {
        let texts = parts.map { part in
            switch part {
            case .text(let text), .line(_, let text): text
            case .paragraph(let fields): fields.text
            }
        }
        return texts.joined(separator: hasParagraphs ? "\n" : "")
    }

    /// Puts a repository in the place of another, or behind all.
    mutating func put(_ wish: AptSource, inPlaceOf old: AptSource?) {
        let index = old.flatMap { old in parts.firstIndex { Self.source($0) == old } }
        guard hasParagraphs else {
            let part = Part.line(wish, original: wish.line + "\n")
            if let index { parts[index] = part } else { append(part) }
            return
        }
        var fields = AptParagraph()
        if let index, case .paragraph(let present) = parts[index] { fields = present }
        fields.update(to: wish)
        if let index { parts[index] = .paragraph(fields) } else { parts.append(.paragraph(fields)) }
    }

    private mutating func append(_ part: Part) {
        if case .line(let source, let text)? = parts.last, !text.hasSuffix("\n") {
            parts[parts.count - 1] = .line(source, original: text + "\n")
        } else if case .text(let text)? = parts.last, !text.hasSuffix("\n") {
            parts[parts.count - 1] = .text(text + "\n")
        }
        parts.append(part)
    }

    /// Takes the components of a wish away, and the suite or the repository when none is left.
    ///
    /// - Returns: whether there was anything.
    mutating func remove(_ wish: AptSource) -> Bool {
        var isRemoved = false
        for (index, part) in parts.enumerated().reversed() {
            guard var source = Self.source(part), source.isAbout(wish) else { continue }
            let left = source.components.filter { !wish.components.contains($0) }
            guard left.count < source.components.count || source.components.isEmpty else { continue }
            isRemoved = true
            let old = source
            if left.isEmpty, source.suites.count > 1 {
                source.suites.removeAll { $0 == wish.suites[0] }
            } else if left.isEmpty {
                parts.remove(at: index)
                continue
            } else {
                source.components = left
            }
            put(source, inPlaceOf: old)
        }
        return isRemoved
    }

    mutating func clear() { parts = [] }
}
