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
        known(scope) ?? .undefined(Undefined(.name(name), isLenient: scope.run.render.allowsUndefined))
    }

    override func found(_ scope: Scope) throws -> Object? {
        guard let value = known(scope), !value.isUndefined else { return nil }
        return value
    }

    /// Where the variable stands in the template, until one is set or forgotten; nil also for what the context has.
    @inline(__always)
    func place(_ scope: Scope) -> UnsafePointer<Variables.Entry>? {
        isOwn ? scope.ownPlace(of: symbol) : scope.place(of: symbol)
    }

    private func known(_ scope: Scope) -> Object? {
        if let place = place(scope) { return place.pointee.value }
        if isOwn { return nil }
        if let global = scope.run.render.global(symbol, name) { return global }
        return name == "self" ? .dynamic(SelfObject(scope.run)) : nil
    }
}
