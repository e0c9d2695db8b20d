import Model
import Values

/// Reads top files and keeps what one minion matches.
struct TopResolver {
    let locator: SLSLocator
    let pipe: RendererPipe
    let matcher: TargetMatcher
    let subject: TargetSubject

    /// What the top files of states assign.
    func matches(_ rules: TopRules) throws(Diagnostics) -> TopMatches {
        var problems: [Diagnostic] = []
        let tops = rules.environments(of: locator.tree.environments).map { environment in
            MergedTop.Source(
                environment: environment,
                files: read(rules.path, environment: environment, includes: true, &problems))
        }
        let merged = MergedTop(tops, by: rules)
        return try match(merged.sections, problems)
    }

    /// What the top files of the pillar assign: every one adds what it has.
    ///
    /// - Parameter only: the one environment to look at; nil for all.
    func pillarMatches(only: String? = nil) throws(Diagnostics) -> TopMatches {
        var problems: [Diagnostic] = []
        var sections: [TopFile.Section] = []
        let environments = locator.tree.environments
        for environment in environments where only == nil || environment == only {
            for top in read("top.sls", environment: environment, includes: false, &problems) {
                sections += top.sections.filter { only == nil || $0.environment == only }
            }
        }
        let ordered = environments.flatMap { environment in
            sections.enumerated().filter { $0.element.environment == environment }
                .sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }.map(\.element)
        }
        return try match(ordered + sections.filter { !environments.contains($0.environment) }, problems)
    }

    /// The top file of an environment and, after it, those that it includes.
    private func read(
        _ path: String, environment: String, includes: Bool, _ problems: inout [Diagnostic]
    ) -> [TopFile] {
        var files: [TopFile] = []
        var paths = [path]
        var done: Set<String> = []
        while !paths.isEmpty {
            let path = paths.removeFirst()
            guard done.insert(path).inserted else { continue }
            do {
                guard let text = try locator.text(of: path, environment: environment) else { continue }
                let source = TemplateSource(text: text, path: path, environment: environment)
                let top = TopFile(try pipe.render(source))
                problems += top.problems
                files.append(top)
                guard includes else { continue }
                for include in top.includes {
                    for name in try locator.expand(include, environment: environment) {
                        if let found = try locator.find(name, environment: environment) { paths.append(found.path) }
                    }
                }
            } catch {
                problems.append(error)
            }
        }
        return files
    }

    private func match(_ sections: [TopFile.Section], _ earlier: [Diagnostic]) throws(Diagnostics) -> TopMatches {
        let environments = locator.tree.environments
        var problems = earlier
        var matches = TopMatches()
        for section in sections {
            guard environments.contains(section.environment) else {
                problems.append(
                    Diagnostic(
                        "No matching salt environment for environment '\(section.environment)' found",
                        at: section.location, hint: NearestName.hint(for: section.environment, among: environments)))
                continue
            }
            do {
                guard try matcher.matches(section.target, subject) else { continue }
                matches.begin(section.environment)
                for entry in section.entries { try add(entry, of: section, to: &matches) }
            } catch {
                var error = error
                error.location = error.location ?? section.location
                problems.append(error)
            }
        }
        guard problems.isEmpty else { throw Diagnostics(problems) }
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
