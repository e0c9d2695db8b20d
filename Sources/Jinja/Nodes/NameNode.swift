/// A variable.
final class NameNode: Expression {
    let symbol: Int
    private let name: String
    /// Whether only the template itself gives it a value, not the context. Found out when all of the template is read.
    var isOwn = false

    init(_ symbol: Int, _ name: String, position: Position) {
        self.symbol = symbol
        self.name = name
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        if let place = variable(scope) { return place.pointee.value }
        return given(scope) ?? .undefined(Undefined(.name(name), isLenient: scope.run.render.allowsUndefined))
    }

    override func found(_ scope: Scope) throws -> Object? {
        guard let value = variable(scope)?.pointee.value ?? given(scope), !value.isUndefined else { return nil }
        return value
    }

    /// Where the variable stands, until one is set or forgotten: to look at it without taking a copy. Nil for what the
    /// context has.
    @inline(__always)
    func variable(_ scope: Scope) -> UnsafePointer<Variables.Entry>? { scope.place(of: symbol, isOwn: isOwn) }

    /// What the context has, or Jinja itself.
    private func given(_ scope: Scope) -> Object? {
        if isOwn { return nil }
        if let global = scope.run.render.global(symbol, name) { return global }
        return name == "self" ? .dynamic(SelfObject(scope.run)) : nil
    }
}
