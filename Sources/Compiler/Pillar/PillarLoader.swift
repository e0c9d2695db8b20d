import Model
import Values
import YAML

/// Renders pillar SLS files and merges what they hold.
struct PillarLoader {
    let locator: SLSLocator
    let pipe: RendererPipe
    let options: PillarCompiler.Options
    let merge: PillarMerge

    private(set) var pillar = PillarData()
    private(set) var problems: [Diagnostic] = []
    /// What the files that were rendered hold themselves, without what they include; nil for those that failed.
    private var rendered: [String: PillarData?] = [:]

    init(locator: SLSLocator, pipe: RendererPipe, options: PillarCompiler.Options) {
        self.locator = locator
        self.pipe = pipe
        self.options = options
        merge = PillarMerge(strategy: options.strategy, mergesLists: options.mergesLists)
    }

    mutating func note(_ problems: [Diagnostic]) { self.problems += problems }

    /// Merges what a top file assigns, with all that it includes.
    mutating func load(_ entry: TopMatches.Entry) {
        do {
            guard let source = try locator.find(entry.sls, environment: entry.environment) else {
                if !entry.ignoresMissing { try refuseMissing(entry.sls, entry.environment, at: entry.location) }
                return
            }
            guard let data = try self.data(of: source, context: [:]) else { return }
            pillar = merge(pillar, data)
        } catch {
            problems.append(error)
        }
    }

    private func refuseMissing(
        _ name: String, _ environment: String, at location: SourceLocation
    ) throws(Diagnostic) {
        throw Diagnostic(
            "Specified SLS '\(name)' in environment '\(environment)' is not available on the salt master", at: location,
            hint: try locator.hint(for: name, environment: environment))
    }

    /// What a file and its includes hold; nil for one that holds nothing, and for one that has failed before.
    private mutating func data(of source: SLSSource, context: ValueMap) throws(Diagnostic) -> PillarData? {
        let key = Self.key(source)
        if case .some(nil) = rendered[key] { return nil }
        rendered[key] = .some(nil)
        let data: LocatedValue
        do {
            data = try pipe.render(TemplateSource(source, context: context))
        } catch {
            var error = error
            error.message = "Rendering SLS '\(source.name)' failed: \(error.message)"
            throw error
        }
        guard data.value.isTruthy else { return nil }
        guard var own = data.value.map else {
            throw Diagnostic(
                "SLS '\(source.name)' does not render to a dictionary", at: data.location,
                hint: "it renders to \(data.kindName)")
        }
        let marks = options.strategy == .aggregate ? AggregateMarks(data) : AggregateMarks()
        guard let includes = data["include"] else {
            rendered[key] = PillarData(own, marks: marks)
            return PillarData(own, marks: marks)
        }
        guard let items = includes.list else {
            problems.append(
                Diagnostic(
                    "Include Declaration in SLS '\(source.name)' is not formed as a list", at: includes.location))
            return PillarData(own, marks: marks)
        }
        own.removeValue(forKey: "include")
        rendered[key] = PillarData(own, marks: marks)
        let included = included(items, in: source, context: context)
        return merged(PillarData(own, marks: marks), included)
    }

    private static func key(_ source: SLSSource) -> String { "\(source.environment):\(source.name)" }

    /// A file over what it includes, or under it.
    private func merged(_ own: PillarData, _ included: [PillarData]) -> PillarData {
        if options.includesOverride { return included.reduce(own) { merge($0, $1) } }
        guard let first = included.first else { return own }
        return (included.dropFirst() + [own]).reduce(first) { merge($0, $1) }
    }

    private mutating func included(
        _ items: [LocatedValue], in source: SLSSource, context: ValueMap
    ) -> [PillarData] {
        var all: [PillarData] = []
        var defaults = context
        for item in items {
            do {
                let include = try PillarInclude(item, in: source)
                // Those of one include hold for the names that follow it, as in Salt.
                if let own = include.defaults { defaults = own }
                for name in try names(include.name, environment: source.environment) {
                    do {
                        let data = try self.data(of: name, include, environment: source.environment, context: defaults)
                        if let data { all.append(data.nested(below: include.key)) }
                    } catch {
                        problems.append(error)
                    }
                }
            } catch {
                problems.append(error)
            }
        }
        return all
    }

    /// What a glob means; a name, and a glob that means nothing, is itself.
    private func names(_ name: String, environment: String) throws(Diagnostic) -> [String] {
        let found = try locator.expand(name, environment: environment)
        return found.isEmpty ? [name] : found
    }

    /// What an included file holds. One that was rendered before says again what it holds itself.
    private mutating func data(
        of name: String, _ include: PillarInclude, environment: String, context: ValueMap
    ) throws(Diagnostic) -> PillarData? {
        guard let source = try locator.find(name, environment: environment) else {
            try refuseMissing(name, environment, at: include.location)
            return nil
        }
        if let known = rendered[Self.key(source)] { return known }
        return try data(of: source, context: context)
    }
}
