/// A compiled template in a render, with the number that the line map knows it by.
final class Unit {
    let template: CompiledTemplate
    let file: Int32

    init(_ template: CompiledTemplate, file: Int32) {
        self.template = template
        self.file = file
    }
}

/// One template being rendered together with those it extends: their blocks and their common variables.
final class TemplateRun {
    struct Definition {
        let block: BlockNode
        let unit: Unit
    }

    let render: Render
    /// Definitions of each block, the most derived first.
    @exclusivity(unchecked) private(set) var blocks: [String: [Definition]] = [:]
    /// What the template that is being executed extends, once `extends` ran.
    @exclusivity(unchecked) var parent: Unit?
    /// The innermost top-level scope, which blocks see.
    @exclusivity(unchecked) private(set) var root: Scope?
    /// Where the templates print.
    @exclusivity(unchecked) private(set) var output: Output?

    init(_ render: Render) { self.render = render }

    /// Lets go of everything, at the end of the render.
    func end() {
        blocks = [:]
        parent = nil
        root = nil
        output = nil
    }

    func addBlocks(of unit: Unit) {
        for (name, block) in unit.template.blocks {
            blocks[name, default: []].append(Definition(block: block, unit: unit))
        }
    }

    /// Renders `unit` and then, as far as it extends one, its parent. The variables of `context` are visible where given.
    @discardableResult
    func render(_ unit: Unit, inside context: Scope?, _ output: Output) throws -> Scope {
        self.output = output
        addBlocks(of: unit)
        let first = Scope(root: unit, self, inside: context ?? render.ownVariables(of: unit, self))
        var scope = first
        var current = unit
        while true {
            render.keep(scope)
            root = scope
            _ = try current.template.body.execute(scope, output)
            guard let next = parent else { return first }
            parent = nil
            current = next
            scope = Scope(root: next, self, inside: scope)
        }
    }

    func executeBlock(_ name: String, level: Int, outer: Scope?, _ output: Output) throws {
        guard let definitions = blocks[name], level < definitions.count, let around = outer ?? root else { return }
        let definition = definitions[level]
        let scope = Scope(definition.unit, inside: around)
        scope.set(definition.block.superSymbol, superBlock(of: name, level: level))
        _ = try definition.block.body.execute(scope, output)
    }

    func superBlock(of name: String, level: Int) -> Object {
        level + 1 < (blocks[name]?.count ?? 0)
            ? .dynamic(BlockReference(name, level: level + 1, self))
            : .undefined("there is no parent block called '\(name)'.")
    }
}
