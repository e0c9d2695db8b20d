package import Model
package import Values
package import YAML

/// From SLS names to the low chunks that a run executes, in order. Pure but for what templates call.
///
/// Every method throws all that is wrong at once, each with its file and line, in Salt's words.
package struct StateCompiler: Sendable {
    package let locator: SLSLocator
    package let pipe: RendererPipe
    package let subject: TargetSubject
    package let matcher: TargetMatcher
    private(set) var topRules: TopRules
    private let ordersAsWritten: Bool
    private var disabled: [Glob]

    /// - Parameters:
    ///   - tree: the state tree (`file_roots`).
    ///   - pipe: renders SLS, with everything that templates may see.
    ///   - subject: the minion that top files are matched against.
    ///   - topRules: which top files count, and how several become one.
    ///   - ordersAsWritten: `state_auto_order`; states without an `order` run by name when it is off.
    ///   - disabled: globs of state functions that are left out, as if nobody had declared them.
    package init(
        tree: any FileTree, pipe: RendererPipe, subject: TargetSubject, matcher: TargetMatcher = TargetMatcher(),
        topRules: TopRules = TopRules(), ordersAsWritten: Bool = true, disabled: [String] = []
    ) {
        locator = SLSLocator(tree: tree)
        self.pipe = pipe
        self.subject = subject
        self.matcher = matcher
        self.topRules = topRules
        self.ordersAsWritten = ordersAsWritten
        self.disabled = disabled.map { Glob($0) }
    }

    /// With another top file.
    package func reading(top path: String) -> StateCompiler {
        var compiler = self
        compiler.topRules.path = path
        return compiler
    }

    /// With every state function there is.
    package var withoutDisabling: StateCompiler {
        var compiler = self
        compiler.disabled = []
        return compiler
    }

    /// What the top files assign to the minion; empty when nothing matches or there is no top file.
    package func top() throws(Diagnostics) -> TopMatches {
        do throws(Diagnostics) {
            return try TopResolver(locator: locator, pipe: pipe, matcher: matcher, subject: subject).matches(topRules)
        } catch {
            throw framed(error.all)
        }
    }

    /// The declarations of the named SLS files and of what they include, `extend` and the like applied.
    ///
    /// - Parameter exclude: what else than the files themselves say is left out, as `exclude=` of the command line.
    package func highState(
        of names: [String], environment: String = "base", excluding exclude: [Exclusion] = []
    ) throws(Diagnostics) -> HighState {
        try finish(load(names, environment), excluding: exclude)
    }

    /// The declarations that the top files ask for.
    package func highState(of top: TopMatches, excluding exclude: [Exclusion] = []) throws(Diagnostics) -> HighState {
        try finish(load(top), excluding: exclude)
    }

    /// What `state.show_sls` gives: the declarations as written, `extend` and `exclude` beside them.
    package func shown(_ names: [String], environment: String = "base") throws(Diagnostics) -> Value {
        try shown(load(names, environment))
    }

    /// What `state.show_highstate` gives.
    package func shown(_ top: TopMatches) throws(Diagnostics) -> Value { try shown(load(top)) }

    private func shown(_ loader: HighStateLoader) throws(Diagnostics) -> Value {
        guard loader.problems.isEmpty else { throw framed(loader.problems) }
        var high = loader.highInOrderOfReading
        high.includedFrom = loader.includedFrom
        var map = high.value.map ?? [:]
        if !loader.extensions.isEmpty { map["__extend__"] = .list(loader.extensions.map(\.value)) }
        if !loader.writtenExclusions.isEmpty { map["__exclude__"] = .list(loader.writtenExclusions) }
        return .map(map)
    }

    private var newLoader: HighStateLoader {
        var loader = HighStateLoader(locator: locator, pipe: pipe)
        loader.ordersAsWritten = ordersAsWritten
        return loader
    }

    private func load(_ names: [String], _ environment: String) -> HighStateLoader {
        var loader = newLoader
        loader.matched = [environment]
        for name in names { loader.load(name, environment: environment) }
        return loader
    }

    private func load(_ top: TopMatches) -> HighStateLoader {
        var loader = newLoader
        loader.matched = top.environments
        for entry in top.entries { loader.load(entry.sls, environment: entry.environment) }
        return loader
    }

    /// Declarations that no file wrote, such as those of `state.single`.
    package func highState(
        inline data: LocatedValue, sls: String, environment: String = "base"
    ) throws(Diagnostics) -> HighState {
        var loader = newLoader
        loader.load(inline: data, sls: sls, environment: environment)
        return try finish(loader, excluding: [])
    }

    /// One state without any file (`state.single`): `fun: pkg.installed`, its name and arguments.
    package func highState(
        single function: FunctionName, name: String, arguments: ValueMap, environment: String = "base"
    ) throws(Diagnostics) -> HighState {
        var items: [Value] = [["name": .string(name)]]
        for (key, value) in arguments where key != "name" { items.append(.map(ValueMap([(key, value)]))) }
        let high: Value = .map([name: .map([function.description: .list(items)])])
        let place = SourceLocation(file: "<command line>", line: 1)
        return try highState(inline: LocatedValue(high, at: place), sls: "", environment: environment)
    }

    /// The chunks of a run, in order of execution, their requisites found.
    package func lowState(of high: HighState) throws(Diagnostics) -> LowState {
        var builder = ChunkBuilder(high)
        let drafts = builder.drafts()
        guard builder.problems.isEmpty else { throw framed(builder.problems) }
        do throws(Diagnostics) {
            return try RequisiteGraph.resolve(
                disabled.isEmpty ? drafts : drafts.filter { !isDisabled($0.chunk.functionName) })
        } catch {
            throw framed(error.all)
        }
    }

    private func isDisabled(_ function: FunctionName) -> Bool {
        disabled.contains { $0.matches(function.description) }
    }

    /// `state.sls`: from names to chunks.
    package func compile(
        _ names: [String], environment: String = "base", excluding exclude: [Exclusion] = []
    ) throws(Diagnostics) -> LowState {
        try lowState(of: try highState(of: names, environment: environment, excluding: exclude))
    }

    private func framed(_ problems: [Diagnostic]) -> Diagnostics {
        Diagnostics(SourceFrames(locator: locator).framed(problems))
    }

    private func finish(_ loader: HighStateLoader, excluding exclude: [Exclusion]) throws(Diagnostics) -> HighState {
        let exclusions = loader.exclusions.union(exclude)
        var high = loader.highInOrderOfReading
        high.includedFrom = loader.includedFrom
        var editor = HighStateEditor(high)
        editor.extend(loader.extensions.filter { !exclusions.excludes(sls: $0.sls) })
        var verifier = StateVerifier()
        for declaration in editor.high.declarations { verifier.verify(declaration) }
        let problems = loader.problems + editor.problems + verifier.problems
        guard problems.isEmpty else { throw framed(problems) }
        editor.reverse { $0 == "use_in" }
        editor.use()
        editor.reverse { $0 != "use_in" }
        guard editor.problems.isEmpty else { throw framed(editor.problems) }
        high = editor.high
        high.declaresNothing = high.declarations.isEmpty
        high.remove(where: exclusions.excludes)
        return high
    }
}
