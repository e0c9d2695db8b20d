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

    /// What the top files of the pillar assign, and what is wrong with them.
    ///
    /// - Parameters:
    ///   - environments: those whose top files are read, in order.
    ///   - only: the one environment that may be assigned; nil for all.
    func pillarMatches(of environments: [String], only: String?) -> (top: TopMatches, problems: [Diagnostic]) {
        var problems: [Diagnostic] = []
        var merged = MergedPillarTop()
        for environment in environments {
            for top in read("top.sls", environment: environment, includes: true, &problems) {
                for section in top.sections where only == nil || section.environment == only { merged.put(section) }
            }
        }
        let known = locator.tree.environments
        var matches = TopMatches()
        for section in merged.sections {
            do {
                guard try matcher.matches(section.target, subject) else { continue }
                for entry in section.entries {
                    guard known.contains(entry.environment) else {
                        problems.append(unknown(entry.environment, "pillar", at: entry.location))
                        continue
                    }
                    try add(entry, ignoringMissing: merged.ignoresMissing(entry), to: &matches)
                }
            } catch {
                problems.append(placed(error, at: section.location))
            }
        }
        return (matches, problems)
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
                problems.append(unknown(section.environment, "salt", at: section.location))
                continue
            }
            do {
                guard try matcher.matches(section.target, subject) else { continue }
                matches.begin(section.environment)
                for entry in section.entries { try add(entry, to: &matches) }
            } catch {
                problems.append(placed(error, at: section.location))
            }
        }
        guard problems.isEmpty else { throw Diagnostics(problems) }
        return matches
    }

    private func unknown(_ environment: String, _ kind: String, at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            "No matching \(kind) environment for environment '\(environment)' found", at: location,
            hint: NearestName.hint(for: environment, among: locator.tree.environments))
    }

    private func placed(_ problem: Diagnostic, at location: SourceLocation) -> Diagnostic {
        var problem = problem
        problem.location = problem.location ?? location
        return problem
    }

    /// A glob that matches nothing stands for itself.
    private func add(
        _ entry: TopFile.Entry, ignoringMissing ignoresMissing: Bool = false, to matches: inout TopMatches
    ) throws(Diagnostic) {
        matches.name(entry.sls, environment: entry.environment)
        let found = try locator.expand(entry.sls, environment: entry.environment)
        for sls in found.isEmpty ? [entry.sls] : found {
            matches.add(
                TopMatches.Entry(
                    sls: sls, environment: entry.environment, location: entry.location,
                    ignoresMissing: ignoresMissing))
        }
    }
}
