/// `object.name`.
final class AttributeNode: Expression {
    let object: any Expression
    let name: String
    let position: Position

    init(_ object: any Expression, _ name: String, position: Position) {
        self.object = object
        self.name = name
        self.position = position
    }

    func evaluate(_ scope: Scope) throws -> Object {
        let owner = try object.evaluate(scope)
        do {
            return scope.tolerated(try Subscripts.attribute(name, of: owner))
        } catch { throw scope.located(error, position) }
    }
}

/// `object[key]`.
final class SubscriptNode: Expression {
    private let object: any Expression
    private let key: any Expression
    private let position: Position

    init(_ object: any Expression, _ key: any Expression, position: Position) {
        self.object = object
        self.key = key
        self.position = position
    }

    func evaluate(_ scope: Scope) throws -> Object {
        let owner = try object.evaluate(scope)
        let key = try key.evaluate(scope)
        do {
            return scope.tolerated(try Subscripts.item(key, of: owner))
        } catch { throw scope.located(error, position) }
    }
}

/// `object[start:stop:step]`.
final class SliceNode: Expression {
    private let object: any Expression
    private let start: (any Expression)?
    private let stop: (any Expression)?
    private let step: (any Expression)?
    private let position: Position

    init(
        _ object: any Expression, _ start: (any Expression)?, _ stop: (any Expression)?, _ step: (any Expression)?,
        position: Position
    ) {
        self.object = object
        self.start = start
        self.stop = stop
        self.step = step
        self.position = position
    }

    func evaluate(_ scope: Scope) throws -> Object {
        let owner = try object.evaluate(scope)
        let start = try start?.evaluate(scope) ?? .none
        let stop = try stop?.evaluate(scope) ?? .none
        let step = try step?.evaluate(scope) ?? .none
        do { return try Subscripts.slice(owner, start, stop, step) } catch { throw scope.located(error, position) }
    }
}
