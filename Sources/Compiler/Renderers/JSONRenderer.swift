package import Values
import YAML

/// JSON text to data. The whole document has one place, since JSON is for machines.
package struct JSONRenderer: Renderer {
    package init() {}

    package func render(_ input: Rendered, of source: TemplateSource) throws(Diagnostic) -> Rendered {
        guard case .text(let text, let lines) = input else { return input }
        var json = text[...]
        if json.hasPrefix("#!") {
            // Blanked and not removed, so that lines keep their numbers.
            json = json.drop { !$0.isNewline }
        }
        let place = SourceLocation(file: source.path, line: 1, column: 1)
        guard json.contains(where: { !$0.isWhitespace }) else { return .data(LocatedValue(.map([]), at: place)) }
        do {
            return .data(LocatedValue(try JSON.read(String(json), file: source.path), at: place))
        } catch {
            var error = error
            // What is missing at the end stands behind the last line that the template wrote.
            if let lines, let line = error.location?.line { error.location = lines(line) ?? lines(line - 1) ?? place }
            throw error
        }
    }
}
