import Values

/// `import template as name`, and Salt's `import_yaml|json|text template as name`.
final class ImportNode: Statement {
    private let template: Expression
    private let target: Target
    private let withContext: Bool
    /// Salt's parser of the rendered template; nil for a plain import.
    private let parser: String?
    private let position: Position

    init(
        _ template: Expression, _ target: Target, withContext: Bool, parser: String?, position: Position
    ) {
        self.template = template
        self.target = target
        self.withContext = withContext
        self.parser = parser
        self.position = position
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        do {
            let name = try Representation.string(try template.evaluate(scope))
            let module = try scope.run.render.module(name, from: scope, withContext: withContext)
            if let parser {
                try target.assign(try scope.run.render.parse(module.text, parser, file: module.file), scope)
            } else {
                try target.assign(.dynamic(module), scope)
            }
        } catch {
            throw scope.traced(error, position)
        }
        return .normal
    }
}

/// `from template import a, b as c`.
final class FromImportNode: Statement {
    struct Name {
        let name: String
        let nameSymbol: Int
        let aliasSymbol: Int
    }

    private let template: Expression
    private let names: [Name]
    private let withContext: Bool
    private let position: Position

    init(_ template: Expression, _ names: [Name], withContext: Bool, position: Position) {
        self.template = template
        self.names = names
        self.withContext = withContext
        self.position = position
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        do {
            let file = try Representation.string(try template.evaluate(scope))
            let module = try scope.run.render.module(file, from: scope, withContext: withContext)
            for name in names {
                let missing = Undefined(
                    .text(
                        "the template '\(module.file)' (imported on line \(position.line) in "
                            + "'\(scope.unit.template.name)') does not export the requested name '\(name.name)'")
                ) { module.hint(forMissing: name.name) }
                scope.set(name.aliasSymbol, module.export(name.nameSymbol) ?? .undefined(missing))
            }
        } catch {
            throw scope.traced(error, position)
        }
        return .normal
    }
}

/// Salt's `load_yaml|json|text as name` … `endload`.
final class LoadNode: Statement {
    private let target: Target
    private let body: Body
    private let parser: String
    private let position: Position

    init(_ target: Target, _ body: Body, parser: String, position: Position) {
        self.target = target
        self.body = body
        self.parser = parser
        self.position = position
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        do {
            let text = try body.text(in: Scope(inside: scope)).text
            try target.assign(
                try scope.run.render.parse(text, parser, file: scope.unit.template.name), scope)
        } catch {
            throw scope.located(error, position)
        }
        return .normal
    }
}
