import Values
import YAML

/// Renders pillar SLS files, each once, and merges what they hold.
struct PillarLoader {
    let locator: SLSLocator
    let pipe: RendererPipe
    let options: PillarCompiler.Options

    private(set) var pillar = ValueMap()
    private(set) var problems: [Diagnostic] = []
    private var rendered: Set<String> = []

    init(locator: SLSLocator, pipe: RendererPipe, options: PillarCompiler.Options) {
        self.locator = locator
        self.pipe = pipe
        self.options = options
    }

    mutating func note(_ problems: [Diagnostic]) { self.problems += problems }

    mutating func load(_ entry: TopMatches.Entry) {
        do {
            guard let source = try locator.find(entry.sls, environment: entry.environment) else {
                if !entry.ignoresMissing { try refuseMissing(entry.sls, entry.environment, at: entry.location) }
                return
            }
            guard let data = try data(of: source, context: [:]) else { return }
            pillar = merge(pillar, data)
        } catch {
            problems.append(error)
        }
    }

    private func merge(_ a: ValueMap, _ b: ValueMap) -> ValueMap {
        a.merged(with: b, strategy: options.strategy, mergingLists: options.mergesLists)
    }

    private func refuseMissing(
        _ name: String, _ environment: String, at location: SourceLocation
    ) throws(Diagnostic) {
        throw Diagnostic(
            "Specified SLS '\(name)' in environment '\(environment)' is not available on the salt master", at: location,
            hint: try locator.hint(for: name, environment: environment))
    }

    /// What a file and its includes hold; nil when it was rendered before.
    private mutating func data(of source: SLSSource, context: ValueMap) throws(Diagnostic) -> ValueMap? {
        guard rendered.insert("\(source.environment):\(source.name)").inserted else { return nil }
        let rendered: LocatedValue
        do {
            rendered = try pipe.render(TemplateSource(source, context: context))
        } catch {
            var error = error
            error.message = "Rendering SLS '\(source.name)' failed: \(error.message)"
            throw error
        }
        guard var own = rendered.value.map else {
            throw Diagnostic(
                "SLS '\(source.name)' does not render to a dictionary", at: rendered.location,
                hint: "it renders to \(rendered.kindName)")
        }
        own.removeValue(forKey: "include")
        guard let includes = rendered["include"] else { return own }
        guard let items = includes.list else {
            throw Diagnostic(
                "Include Declaration in SLS '\(source.name)' is not formed as a list", at: includes.location)
        }
        var included = ValueMap()
        var defaults = context
        for item in items {
            do {
                let include = try PillarInclude(item, in: source)
                // Salt lets the defaults of one include reach the later ones.
                defaults = defaults.merged(with: include.defaults)
                for data in try self.data(of: include, environment: source.environment, context: defaults) {
                    included = merge(included, data)
                }
            } catch {
                problems.append(error)
            }
        }
        return options.includesOverride ? merge(own, included) : merge(included, own)
    }

    private mutating func data(
        of include: PillarInclude, environment: String, context: ValueMap
    ) throws(Diagnostic) -> [ValueMap] {
        var all: [ValueMap] = []
        for name in try locator.expand(include.name, environment: environment) {
            guard let source = try locator.find(name, environment: environment) else {
                try refuseMissing(name, environment, at: include.location)
                continue
            }
            if let data = try data(of: source, context: context) { all.append(include.nested(data)) }
        }
        return all
    }
}
