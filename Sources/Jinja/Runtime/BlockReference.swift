/// A block as a function: `super()` and `self.name()`.
final class BlockReference: DynamicObject {
    private let name: String
    private let level: Int
    private let run: TemplateRun

    init(_ name: String, level: Int, _ run: TemplateRun) {
        self.name = name
        self.level = level
        self.run = run
    }

    override var typeName: String { "BlockReference" }
    override var ownerName: String { "jinja2.runtime.BlockReference object" }
    override var isCallable: Bool { true }

    /// `super.super`.
    override func attribute(_ name: String) throws -> Object? {
        name == "super" ? run.superBlock(of: self.name, level: level) : nil
    }

    override func call(_ arguments: CallArguments) throws -> Object {
        try run.render.enter()
        defer { run.render.leave() }
        return .string(try run.render.captured { try run.executeBlock(name, level: level, outer: nil, $0) })
    }
}

/// `self`: the template's blocks by name.
final class SelfObject: DynamicObject {
    private let run: TemplateRun

    init(_ run: TemplateRun) { self.run = run }

    override var typeName: String { "TemplateReference" }
    override var ownerName: String { "jinja2.runtime.TemplateReference object" }
    override var text: String {
        let name = run.root?.unit.template.name ?? ""
        return "<TemplateReference \(Representation.quoted(name))>"
    }
    override func attribute(_ name: String) throws -> Object? {
        run.blocks[name] == nil ? nil : .dynamic(BlockReference(name, level: 0, run))
    }
}
