import Glibc
import Values

/// One render: its context, the templates it has loaded, its counters. Used by one thread, and over when the text is there.
package final class Render {
    package let environment: Environment
    private let context: [String: ContextValue]
    @exclusivity(unchecked) private var globals: [Object?] = []
    private var units: [String: Unit?] = [:]
    private var modules: [String: ModuleObject] = [:]
    private(set) var fileNames: [String] = []
    private(set) var sources: [String: String] = [:]
    private var kept: [Scope] = []
    @exclusivity(unchecked) private var outputs: [Output] = []
    @exclusivity(unchecked) private var scratch: [UInt8] = []
    @exclusivity(unchecked) private var depth = 0
    @exclusivity(unchecked) private var iterations = 0
    let budget: Budget
    private let stackLimit = StackGuard.limit()
    let limits: Limits
    let allowsUndefined: Bool
    let printsControlCharactersQuoted: Bool

    init(_ environment: Environment, _ context: [String: ContextValue]) {
        self.environment = environment
        self.context = context
        limits = environment.options.limits
        budget = Budget(limits.outputSize)
        allowsUndefined = environment.options.allowsUndefined
        printsControlCharactersQuoted = environment.options.printsControlCharactersQuoted
    }

    /// Breaks the cycles between runs, scopes and macros.
    func end() {
        for scope in kept {
            scope.run.end()
            scope.dissolve()
        }
        kept = []
        modules = [:]
        globals = []
    }

    func keep(_ scope: Scope) { kept.append(scope) }

    // MARK: Names

    /// The context's or environment's value of a name, converted when it is first asked for.
    func global(_ symbol: Int, _ name: String) -> Object? {
        if symbol < globals.count {
            if let known = globals[symbol] { return known }
        } else {
            globals += [Object?](repeating: nil, count: symbol + 32 - globals.count)
        }
        guard let value = context[name] ?? environment.globals[name] else { return nil }
        let object = value.object(named: name)
        globals[symbol] = object
        return object
    }

    /// A variable as the outermost template sees it; for globals that look at the context.
    package func variable(_ name: String) -> Object? { global(environment.symbols.symbol(name), name) }

    var globalNames: [String] { Array(context.keys) + Array(environment.globals.keys) }
    /// The names given to the render itself.
    package var contextNames: [String] { Array(context.keys) }

    // MARK: Templates

    func unit(of template: CompiledTemplate) -> Unit {
        let unit = Unit(template, file: Int32(fileNames.count))
        fileNames.append(template.name)
        sources[template.name] = template.source
        return unit
    }

    /// The template of that name as `importer` means it, or nil. Each is asked of the loader once per render.
    func find(_ reference: String, from importer: Unit) throws -> Unit? {
        guard let name = TemplateName.resolve(reference, from: importer.template.name) else { return nil }
        if let known = units[name] { return known }
        guard let source = try environment.loader.source(of: name) else {
            units[name] = .some(nil)
            return nil
        }
        sources[name] = source
        let unit = unit(of: try environment.compiled(source, name))
        units[name] = unit
        return unit
    }

    func load(_ reference: String, from importer: Unit) throws -> Unit {
        guard let unit = try find(reference, from: importer) else {
            throw Failure(reference, kind: .templateNotFound)
        }
        return unit
    }

    /// The imported template. Without context it is evaluated once per render, as Jinja does.
    func module(_ reference: String, from scope: Scope, withContext: Bool) throws -> ModuleObject {
        let unit = try load(reference, from: scope.unit)
        let key = "\(scope.unit.template.name)\u{0}\(reference)"
        if !withContext, let known = modules[key] { return known }
        try enter()
        defer { leave() }
        let output = Output.capture(self)
        let run = TemplateRun(self)
        let parent = withContext ? scope.snapshot() : ownVariables(reference, unit, importer: scope.unit, run)
        let root = try run.render(unit, inside: parent, output)
        let module = ModuleObject(unit.template.name, root, body: output.text)
        if !withContext { modules[key] = module }
        return module
    }

    /// A scope with the variables that the template brings itself.
    func ownVariables(of unit: Unit, _ run: TemplateRun) -> Scope? {
        // The outermost template's are the caller's to give; they are filled in only where it did not.
        ownVariables(unit.template.name, unit, importer: nil, run, except: Set(context.keys))
    }

    private func ownVariables(
        _ reference: String, _ unit: Unit, importer: Unit?, _ run: TemplateRun, except: Set<String> = []
    ) -> Scope? {
        guard let variables = environment.options.templateVariables else { return nil }
        let directory = TemplateName.isRelative(reference) ? importer?.template.name : nil
        let scope = Scope(root: unit, run, inside: nil)
        for (name, value) in variables(reference, directory) where !except.contains(name) {
            scope.set(environment.symbols.symbol(name), Object(value))
        }
        return scope
    }

    /// Text read by one of the environment's parsers.
    func parse(_ text: String, _ parser: String, file: String) throws -> Object {
        guard let parse = environment.parsers[parser] else {
            throw Failure("there is no \(parser) parser here", kind: .syntax)
        }
        do {
            return Object(try parse(text, file))
        } catch {
            let failure = Failure.from(error)
            throw Failure(
                "Encountered error loading \(parser): \(failure.message)", kind: .syntax, hint: failure.hint)
        }
    }

    // MARK: Side outputs

    /// What `body` prints, as a string. The memory for it is used again: macros are called all the time.
    func captured(_ body: (Output) throws -> Void) throws -> String {
        let output = outputs.popLast() ?? Output.capture(self)
        defer {
            output.forget()
            outputs.append(output)
        }
        try body(output)
        return output.text
    }

    /// Empty memory for bytes, to be given back: printing a list should not ask for some each time.
    func takeScratch() -> [UInt8] {
        var bytes: [UInt8] = []
        swap(&bytes, &scratch)
        return bytes
    }

    func giveBack(_ bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        swap(&bytes, &scratch)
    }

    // MARK: Limits

    /// Enters a macro, include or import; refused beyond the limit or when the thread's stack is nearly used up.
    func enter() throws {
        depth += 1
        let limit = limits.recursionDepth
        guard depth <= limit, !StackGuard.isBelow(stackLimit) else {
            depth -= 1
            throw Failure(
                "maximum recursion depth exceeded (\(depth) nested calls, includes and imports)", kind: .limit)
        }
    }

    func leave() { depth -= 1 }

    func countIteration() throws {
        iterations += 1
        guard iterations <= limits.loopIterations else {
            throw Failure(
                "the template's loops ran more than \(limits.loopIterations) times", kind: .limit)
        }
    }
}
