import Values

/// Adds the lines around its place to an error that has a place but no lines yet.
struct SourceFrames {
    let locator: SLSLocator

    func framed(_ problems: [Diagnostic]) -> [Diagnostic] {
        var texts: [String: String] = [:]
        return problems.map { problem in
            guard problem.frame == nil, let place = problem.location else { return problem }
            let text = texts[place.file] ?? text(of: place.file)
            texts[place.file] = text
            var problem = problem
            problem.frame = Diagnostic.frame(of: text, at: place)
            return problem
        }
    }

    /// Empty when the file can't be read any more: the error is about something else, and stands without its lines.
    private func text(of path: String) -> String {
        for environment in locator.tree.environments {
            do throws(Diagnostic) {
                if let text = try locator.text(of: path, environment: environment) { return text }
            } catch {
                continue
            }
        }
        return ""
    }
}
