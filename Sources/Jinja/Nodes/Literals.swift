import Values

/// A literal.
final class ConstantNode: Expression {
    let object: Object

    init(_ value: Value, position: Position) { object = Object(value) }

    override var isLiteral: Bool { true }

    override func evaluate(_ scope: Scope) throws -> Object { object }
}

/// A list or a tuple.
final class SequenceNode: Expression {
    private let items: [Expression]
    private let isTuple: Bool

    init(_ items: [Expression], isTuple: Bool, position: Position) {
        self.items = items
        self.isTuple = isTuple
    }

    /// The items where all are literals of strings, numbers, booleans and none.
    var literals: [Object]? {
        let constants = items.compactMap { ($0 as? ConstantNode)?.object }
        return constants.count == items.count ? constants : nil
    }

    override var isLiteral: Bool { items.allSatisfy { $0 is ConstantNode } }

    override func evaluate(_ scope: Scope) throws -> Object {
        let objects = try items.map { try $0.evaluate(scope) }
        return isTuple ? .tuple(objects) : .list(objects)
    }
}

/// A dict.
final class DictNode: Expression {
    struct Pair {
        let key: Expression
        let value: Expression
    }

    private let pairs: [Pair]
    private let position: Position

    init(_ pairs: [Pair], position: Position) {
        self.pairs = pairs
        self.position = position
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        let dict = DictObject()
        for pair in pairs {
            let key = try pair.key.evaluate(scope)
            let value = try pair.value.evaluate(scope)
            do { try dict.set(key, value) } catch { throw scope.located(error, position) }
        }
        return .dict(dict)
    }
}
