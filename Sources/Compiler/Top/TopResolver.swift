import Model
import Values

/// Reads the top files of all environments and keeps what one minion matches.
struct TopResolver {
    enum Precedence {
        /// States: `base`'s top speaks for every environment; another's only for itself, where `base` is silent.
        case baseFirst
        /// Pillar: every top file adds what it has.
        case union
    }

    let locator: SLSLocator
    let pipe: RendererPipe
    let matcher: TargetMatcher
    let subject: TargetSubject
    var path = "top.sls"

    /// - Parameter only: the one environment to look at; nil for all.
    func matches(_ precedence: Precedence, only: String? = nil) throws(Diagnostics) -> TopMatches {
        var problems: [Diagnostic] = []
        var sections: [TopFile.Section] = []
        for environment in locator.tree.environments where only == nil || environment == only {
            do {
                guard let text = try locator.text(of: path, environment: environment) else { continue }
                let source = TemplateSource(text: text, path: path, environment: environment)
                let top = TopFile(try pipe.render(source))
                problems += top.problems
                sections += kept(top.sections, of: environment, after: sections, precedence, only)
            } catch {
                problems.append(error)
            }
        }
        let matches = match(sections, &problems)
        guard problems.isEmpty else { throw Diagnostics(problems) }
        return matches
    }

    private func kept(
        _ sections: [TopFile.Section], of environment: String, after earlier: [TopFile.Section],
        _ precedence: Precedence, _ only: String?
    ) -> [TopFile.Section] {
        if let only { return sections.filter { $0.environment == only } }
        switch precedence {
        case .union: return sections
        case .baseFirst where environment == "base": return sections
        case .baseFirst:
            let taken = Set(earlier.map(\.environment))
            return sections.filter { $0.environment == environment && !taken.contains(environment) }
        }
    }

    private func match(_ sections: [TopFile.Section], _ problems: inout [Diagnostic]) -> TopMatches {
        let environments = locator.tree.environments
        var matches = TopMatches()
        let ordered = sections.enumerated().sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }
        for environment in environments {
            for section in ordered.map(\.element) where section.environment == environment {
                do {
                    guard try matcher.matches(section.target, subject) else { continue }
                    for entry in section.entries { try add(entry, of: section, to: &matches) }
                } catch {
                    var error = error
                    error.location = error.location ?? section.location
                    problems.append(error)
                }
            }
        }
        for section in sections where !environments.contains(section.environment) {
            problems.append(
                Diagnostic(
                    "No matching salt environment for environment '\(section.environment)' found", at: section.location,
                    hint: NearestName.hint(for: section.environment, among: environments)))
        }
        return matches
    }

    private func add(
        _ entry: TopFile.Entry, of section: TopFile.Section, to matches: inout TopMatches
    ) throws(Diagnostic) {
        matches.name(entry.sls, environment: entry.environment)
        for sls in try locator.expand(entry.sls, environment: entry.environment) {
            matches.add(
                TopMatches.Entry(
                    sls: sls, environment: entry.environment, location: entry.location,
                    ignoresMissing: section.ignoresMissing))
        }
    }
}
