import Model
import Values
import YAML

/// Reads SLS files with everything that they include, each once, and collects what is wrong in any of them.
struct HighStateLoader {
    let locator: SLSLocator
    let pipe: RendererPipe

    /// The environments that the top files match, which an include of any environment looks at.
    var matched: [String] = []
    /// Whether states run in the order in which they are written (`state_auto_order`); otherwise by name.
    var ordersAsWritten = true
    private(set) var high = HighState()
    private(set) var extensions: [SLSDocument.Extension] = []
    private(set) var exclusions: Set<Exclusion> = []
    private(set) var writtenExclusions: [Value] = []
    private(set) var problems: [Diagnostic] = []
    /// By environment and SLS: when its reading began, which is before anything that it includes.
    private var places: [String: Int] = [:]
    /// The same files by name, the one that is being rendered left out.
    private var rendered: [String] = []
    /// By SLS: the one that included it first.
    private var includers: [String: String] = [:]
    private var nextOrder = 10_000

    init(locator: SLSLocator, pipe: RendererPipe) {
        self.locator = locator
        self.pipe = pipe
    }

    /// Loads what the command line or a top file names; globs are allowed.
    mutating func load(_ name: String, environment: String) {
        attempt { (loader) throws(Diagnostic) in
            guard loader.locator.tree.environments.contains(environment) else {
                throw Diagnostic(
                    "No matching salt environment for environment '\(environment)' found",
                    hint: NearestName.hint(for: environment, among: loader.locator.tree.environments))
            }
            var found = false
            for name in try loader.locator.expand(name, environment: environment) {
                guard let source = try loader.locator.find(name, environment: environment) else { continue }
                found = true
                loader.load(source)
            }
            guard !found else { return }
            throw Diagnostic(
                "No matching sls found for '\(name)' in env '\(environment)'",
                hint: try loader.locator.hint(for: name, environment: environment))
        }
    }

    /// Adds high data that no file wrote, as `state.single` and `state.high` bring it.
    mutating func load(inline data: LocatedValue, sls: String, environment: String) {
        var reader = SLSReader(sls: sls, environment: environment)
        let document = reader.read(data)
        problems += reader.problems
        add(document)
    }

    /// By SLS: the one that included it first, the one that included that, and so on.
    var includedFrom: [String: [String]] {
        includers.mapValues { first in
            var chain = [first]
            while let next = chain.last.flatMap({ includers[$0] }), !chain.contains(next) { chain.append(next) }
            return chain
        }
    }

    /// What was read, a file before those that it includes, though these are defined, and run, before it.
    var highInOrderOfReading: HighState {
        var sorted = high
        sorted.sort { places[Self.key($0.environment, $0.sls)] ?? 0 }
        return sorted
    }

    private static func key(_ environment: String, _ sls: String) -> String { "\(environment):\(sls)" }

    private func isRendered(_ source: SLSSource) -> Bool {
        places[Self.key(source.environment, source.name)] != nil
    }

    private mutating func load(_ source: SLSSource) {
        guard !isRendered(source) else { return }
        places[Self.key(source.environment, source.name)] = places.count
        attempt { (loader) throws(Diagnostic) in
            let data = try loader.render(source)
            var reader = SLSReader(sls: source.name, environment: source.environment)
            let document = reader.read(data)
            loader.problems += reader.problems
            for include in document.includes { loader.include(include, from: source) }
            loader.add(document)
        }
    }

    /// Puts a name where it belongs among the others.
    private mutating func note(rendered name: String) {
        var (low, high) = (0, rendered.count)
        while low < high {
            let middle = (low + high) / 2
            if rendered[middle] < name { low = middle + 1 } else { high = middle }
        }
        rendered.insert(name, at: low)
    }

    private mutating func render(_ source: SLSSource) throws(Diagnostic) -> LocatedValue {
        var template = TemplateSource(source)
        template.rendered = rendered
        note(rendered: Self.key(source.environment, source.name))
        do {
            return try pipe.render(template)
        } catch {
            var error = error
            error.message = "Rendering SLS '\(source.environment):\(source.name)' failed: \(error.message)"
            throw error
        }
    }

    private mutating func include(_ include: SLSDocument.Include, from source: SLSSource) {
        attempt { (loader) throws(Diagnostic) in
            var name = include.name
            if RelativeName.isRelative(name) {
                guard let absolute = RelativeName.resolve(name, from: source) else {
                    throw Diagnostic(
                        "Attempted relative include of '\(name)' within SLS '\(source.environment):\(source.name)' goes "
                            + "beyond top level package", at: include.location)
                }
                name = absolute
            }
            let environment = try loader.environment(of: include, named: name, from: source)
            let names = try loader.locator.expand(name, environment: environment)
            for name in names.isEmpty ? [name] : names where name != source.name {
                guard let found = try loader.locator.find(name, environment: environment) else {
                    let isMatched = loader.matched.contains(environment) || environment == source.environment
                    throw Diagnostic(
                        isMatched
                            ? "Specified SLS \(name) in saltenv \(environment) is not available on the salt master or "
                                + "through a configured fileserver"
                            : "Unknown include: Specified SLS \(environment): \(name) is not available on the salt master "
                                + "in saltenv(s): \(environment)", at: include.location,
                        hint: try loader.locator.hint(for: name, environment: environment))
                }
                if !loader.isRendered(found) { loader.includers[name] = source.name }
                loader.load(found)
            }
        }
    }

    /// The environment that an include means.
    private func environment(
        of include: SLSDocument.Include, named name: String, from source: SLSSource
    ) throws(Diagnostic) -> String {
        let environments = locator.tree.environments
        switch include.environment {
        case .own: return source.environment
        case .named(let environment):
            guard environments.contains(environment) else {
                throw Diagnostic(
                    "Nonexistent saltenv '\(environment)' found in include of '\(name)' within SLS "
                        + "'\(source.environment):\(source.name)'", at: include.location,
                    hint: NearestName.hint(for: environment, among: environments))
            }
            return environment
        case .any:
            var having: [String] = []
            for environment in matched where try has(name, in: environment) { having.append(environment) }
            if having.count == 1 { return having[0] }
            if having.contains(source.environment) { return source.environment }
            throw unresolved(name, having, at: include.location)
        }
    }

    private func has(_ name: String, in environment: String) throws(Diagnostic) -> Bool {
        let glob = Glob(name)
        return try locator.names(environment: environment).contains(where: glob.matches)
    }

    private func unresolved(_ name: String, _ having: [String], at location: SourceLocation) -> Diagnostic {
        having.isEmpty
            ? Diagnostic(
                "Unknown include: Specified SLS _xenv: \(name) is not available on the salt master in saltenv(s): "
                    + matched.joined(separator: ", "), at: location)
            : Diagnostic(
                "Ambiguous include: Specified SLS _xenv: \(name) is available on the salt master in multiple available "
                    + "saltenvs: \(having.joined(separator: ", "))", at: location,
                hint: "name the environment: '- \(having[0]): \(name)'")
    }

    private mutating func add(_ document: SLSDocument) {
        extensions += document.extensions
        exclusions.formUnion(document.exclusions)
        writtenExclusions += document.writtenExclusions
        for var declaration in document.declarations {
            for index in declaration.modules.indices
            where ordersAsWritten && declaration.modules[index].argument("order") == nil {
                declaration.modules[index].definitionOrder = nextOrder
                nextOrder += 1
            }
            if let first = high.add(declaration) { problems.append(conflict(first, declaration)) }
        }
    }

    /// Salt names the including SLS first.
    private func conflict(_ first: StateDeclaration, _ second: StateDeclaration) -> Diagnostic {
        let isIncluded = includedFrom[first.sls]?.contains(second.sls) == true
        let (a, b) = isIncluded ? (second, first) : (first, second)
        return Diagnostic(
            "Detected conflicting IDs, SLS IDs need to be globally unique.\n    The conflicting ID is '\(second.id)' and is "
                + "found in SLS '\(a.environment):\(a.sls)' and SLS '\(b.environment):\(b.sls)'",
            at: second.location,
            hint: "the first one is at \(first.location); rename one, or use 'extend'")
    }

    private mutating func attempt(_ body: (inout HighStateLoader) throws(Diagnostic) -> Void) {
        do { try body(&self) } catch { problems.append(error) }
    }
}
