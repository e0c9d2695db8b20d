/// An imported template: its exported names and, as text, what it printed.
final class ModuleObject: DynamicObject {
    let file: String
    private let scope: Scope
    private let body: String

    init(_ file: String, _ scope: Scope, body: String) {
        self.file = file
        self.scope = scope
        self.body = body
    }

    override var typeName: String { "TemplateModule" }
    override var ownerName: String { "jinja2.environment.TemplateModule object" }
    override var text: String { body }

    /// What the template assigned at its top level; nil for other names.
    func export(_ symbol: Int) -> Object? { scope.ownValue(of: symbol) }

    override func attribute(_ name: String) throws -> Object? {
        scope.ownValue(of: scope.run.render.environment.symbols.symbol(name))
    }

    override func hint(forMissing name: String) -> String? { NearestHint.of(name, among: scope.ownNames) }
}
