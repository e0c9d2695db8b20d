/// `object.name`.
final class AttributeNode: Expression {
    let object: Expression
    let member: MemberName
    let position: Position

    init(_ object: Expression, _ name: String, position: Position) {
        self.object = object
        member = MemberName(name)
        self.position = position
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        if member.isPlainKey, let place = object.place(scope),
            case .dict(let dict) = place.pointee.value, let found = dict[member.text]
        {
            return found
        }
        let owner = try object.evaluate(scope)
        switch owner {
        case .dict(let dict): if member.isPlainKey, let found = dict[member.text] { return found }
        case .dynamic(let object):
            if let member = member.ofLoop, let loop = object as? LoopObject {
                return scope.tolerated(loop.value(member))
            }
        default: break
        }
        return try general(owner, scope)
    }

    override func found(_ scope: Scope) throws -> Object? {
        let owner = try object.evaluate(scope)
        if case .dict(let dict) = owner, member.isPlainKey {
            guard let value = dict[member.text], !value.isUndefined else { return nil }
            return value
        }
        let value = try general(owner, scope)
        return value.isUndefined ? nil : value
    }

    private func general(_ owner: Object, _ scope: Scope) throws -> Object {
        do {
            return scope.tolerated(try Subscripts.attribute(member.text, of: owner))
        } catch { throw scope.located(error, position) }
    }
}

/// `object[key]`.
final class SubscriptNode: Expression {
    private let object: Expression
    private let key: Expression
    private let position: Position

    init(_ object: Expression, _ key: Expression, position: Position) {
        self.object = object
        self.key = key
        self.position = position
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        let owner = try object.evaluate(scope)
        let key = try key.evaluate(scope)
        if case .dict(let dict) = owner, case .string(let name) = key, let found = dict[name] { return found }
        do {
            return scope.tolerated(try Subscripts.item(key, of: owner))
        } catch { throw scope.located(error, position) }
    }
}

/// `object[start:stop:step]`.
final class SliceNode: Expression {
    private let object: Expression
    private let start: Expression?
    private let stop: Expression?
    private let step: Expression?
    private let position: Position

    init(
        _ object: Expression, _ start: Expression?, _ stop: Expression?, _ step: Expression?,
        position: Position
    ) {
        self.object = object
        self.start = start
        self.stop = stop
        self.step = step
        self.position = position
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        let owner = try object.evaluate(scope)
        let start = try start?.evaluate(scope) ?? .none
        let stop = try stop?.evaluate(scope) ?? .none
        let step = try step?.evaluate(scope) ?? .none
        do { return try Subscripts.slice(owner, start, stop, step) } catch { throw scope.located(error, position) }
    }
}
