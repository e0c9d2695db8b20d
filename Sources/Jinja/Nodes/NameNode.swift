/// A variable.
final class NameNode: Expression {
    private let symbol: Int
    private let name: String

    init(_ symbol: Int, _ name: String, position: Position) {
        self.symbol = symbol
        self.name = name
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        if let found = scope.value(of: symbol) { return found }
        if let found = scope.run.render.global(symbol, name) { return found }
        if name == "self" { return .dynamic(SelfObject(scope.run)) }
        return .undefined(Undefined(.name(name), isLenient: scope.run.render.allowsUndefined))
    }
}
