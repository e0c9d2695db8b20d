import Jinja
import Synchronization
package import Values
import YAML

/// Jinja as Salt sets it up: its filters and tests, the functions under `salt`, grains, pillar, imports from the tree.
package struct JinjaRenderer: Renderer {
    private let scope: TemplateScope
    private let locator: SLSLocator
    private let engines = Engines()

    /// What the templates of one environment share.
    private struct Engine: Sendable {
        let forSLS: Environment
        /// For files that are no SLS, where the configuration makes a difference.
        let forOthers: Environment
        /// What `salt` is there.
        let functions: any FunctionNamespace
    }

    /// By environment: made when the first template of it is rendered, which may be never.
    private final class Engines: Sendable {
        let made = Mutex<[String: Engine]>([:])
    }

    /// - Parameter tree: where `import` and `include` look, by the file's environment.
    package init(tree: any FileTree, scope: TemplateScope) {
        self.scope = scope
        locator = SLSLocator(tree: tree)
    }

    package func render(_ input: Rendered, of source: TemplateSource) throws(Diagnostic) -> Rendered {
        guard case .text(let text, _) = input else { return input }
        guard let engine = engine(of: source.environment) else {
            throw Diagnostic(
                "No matching salt environment for environment '\(source.environment)' found",
                hint: NearestName.hint(for: source.environment, among: locator.tree.environments.sorted()))
        }
        let isSLS = source.sls != nil
        let environment = isSLS ? engine.forSLS : engine.forOthers
        let header = try TemplateHeader.options(of: source, text)
        let options = TemplateOptions(scope.options, isSLS: isSLS, header: header ?? [:])
        try options.check(for: source)
        let own = header == nil ? environment : environment.with(options.options)
        let rendered = try own.template(source: text, name: source.path)
            .render(context(of: source, engine.functions))
        return .text(rendered.text) { line in rendered.origin(ofLine: line) }
    }

    private func engine(of name: String) -> Engine? {
        engines.made.withLock { made in
            if let engine = made[name] { return engine }
            guard locator.tree.environments.contains(name) else { return nil }
            let loader = TreeLoader(locator: locator, environment: name)
            let environment = Self.environment(loader: loader, scope: scope)
            let isSame = scope.options["jinja_env"] == scope.options["jinja_sls_env"]
            let engine = Engine(
                forSLS: environment,
                forOthers: isSame
                    ? environment : environment.with(TemplateOptions(scope.options, isSLS: false).options),
                functions: SaltFunctions(scope: scope, locator: locator).of(name))
            made[name] = engine
            return engine
        }
    }

    private static let tests: [String: Test] = [
        "match": Test { value, arguments in try RegexFilters.isMatch(value, arguments) },
        "list": Test { value, _ in PredicateFilters.isList(value) },
    ]

    private static func environment(loader: TreeLoader, scope: TemplateScope) -> Environment {
        var environment = Environment(loader: loader, options: TemplateOptions(scope.options, isSLS: true).options)
        var filters = environment.filters
        for some in [SaltFilters.all, TimeFilters.all(now: scope.now), HostFilters(host: scope.host).all] {
            for (name, filter) in some { filters[name] = Filter(filter) }
        }
        // Python's `pprint.pformat`, as Jinja's filter of that name.
        filters["python"] = filters["pprint"]
        environment.filters = filters
        environment.tests.merge(tests) { _, salts in salts }
        environment.parsers["yaml"] = parser { (text, file) throws(Diagnostic) in
            try YAMLReader.value(text, file: file)
        }
        environment.parsers["json"] = parser { (text, file) throws(Diagnostic) in
            try JSON.read(text, file: file)
        }
        return environment
    }

    /// The engine names the place of the tag; this adds the one in the text that the tag brought.
    private static func parser(
        _ read: @escaping @Sendable (String, String) throws(Diagnostic) -> Value
    ) -> Environment.DataParser {
        { text, file in
            do throws(Diagnostic) {
                return try read(text, file)
            } catch {
                var error = error
                if let place = error.location {
                    error.message += ", in line \(place.line), column \(place.column) of the text"
                }
                throw error
            }
        }
    }

    private func context(
        of source: TemplateSource, _ salt: any FunctionNamespace
    ) -> [String: ContextValue] {
        var values: ValueMap = [
            "grains": .map(scope.grains), "pillar": .map(scope.pillar), "opts": .map(scope.options), "proxy": [:],
        ]
        for names in [TemplateNames(source: source).values, source.context] {
            names.forEachPair { key, value in values[key] = value }
        }
        var context: [String: ContextValue] = [
            "raise": .native { arguments in
                throw Failure(try arguments.argument(0, "msg").text(or: ""))
            },
            "odict": .native { arguments in .dict(try Self.orderedDict(arguments)) },
            // Salt's own fails in every SLS, since it misses a context that only its renderers in Python have.
            "ifelse": .native { _ in
                throw Failure("ifelse is not usable in a template", hint: "write {{ a if condition else b }}")
            },
            "show_full_context": .function { [values] _, _ in .map(values) },
        ]
        context["salt"] = .functions(salt)
        values.forEachPair { key, value in if let name = key.string { context[name] = .value(value) } }
        return context
    }

    private static func orderedDict(_ arguments: CallArguments) throws -> DictObject {
        let dict = DictObject()
        switch try arguments.argument(0, "pairs")?.value() {
        case nil, .null: break
        case .map(let map): for (key, value) in map { try dict.set(Object(key), Object(value)) }
        case .list(let pairs):
            for pair in pairs {
                guard let pair = pair.list, pair.count == 2 else { throw Failure("odict needs pairs of key and value") }
                try dict.set(Object(pair[0]), Object(pair[1]))
            }
        default: throw Failure("odict needs a list of pairs")
        }
        for (name, value) in arguments.keywords { dict[name] = value }
        return dict
    }
}
