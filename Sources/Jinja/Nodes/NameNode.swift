/// A variable.
final class NameNode: Expression {
    let symbol: Int
    private let name: String

    init(_ symbol: Int, _ name: String, position: Position) {
        self.symbol = symbol
        self.name = name
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        if let value = scope.value(of: symbol) ?? scope.run.render.global(symbol, name) { return value }
        if name == "self" { return .dynamic(SelfObject(scope.run)) }
        return .undefined(Undefined(.name(name), isLenient: scope.run.render.allowsUndefined))
    }

    override func found(_ scope: Scope) throws -> Object? {
        if let value = scope.value(of: symbol) ?? scope.run.render.global(symbol, name) {
            return value.isUndefined ? nil : value
        }
        return name == "self" ? .dynamic(SelfObject(scope.run)) : nil
    }
}
