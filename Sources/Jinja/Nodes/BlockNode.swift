/// `block name` … `endblock`.
final class BlockNode: Statement {
    let name: String
    let body: Body
    let isScoped: Bool
    let isRequired: Bool
    let superSymbol: Int
    let position: Position

    init(
        _ name: String, _ body: Body, isScoped: Bool, isRequired: Bool, superSymbol: Int, position: Position
    ) {
        self.name = name
        self.body = body
        self.isScoped = isScoped
        self.isRequired = isRequired
        self.superSymbol = superSymbol
        self.position = position
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        if scope.isSilent(output) { return .normal }
        let definitions = scope.run.blocks[name] ?? []
        if isRequired, definitions.count <= 1 {
            throw scope.located(Failure("Required block '\(name)' not found", kind: .syntax), position)
        }
        try scope.run.executeBlock(name, level: 0, outer: isScoped ? scope : nil, output)
        return .normal
    }
}

/// `extends template`: from here on the parent prints, with this template's blocks.
final class ExtendsNode: Statement {
    private let template: Expression
    private let position: Position

    init(_ template: Expression, position: Position) {
        self.template = template
        self.position = position
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        do {
            guard scope.run.parent == nil else { throw Failure("extended multiple times", kind: .syntax) }
            let name = try Representation.string(try template.evaluate(scope))
            let parent = try scope.run.render.load(name, from: scope.unit)
            scope.run.parent = parent
            scope.run.addBlocks(of: parent)
        } catch {
            throw scope.located(error, position)
        }
        return .normal
    }
}
