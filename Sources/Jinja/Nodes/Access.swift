import Synchronization

/// `object.name`.
final class AttributeNode: Expression {
    let object: Expression
    /// The object where it is a variable.
    private let name: NameNode?
    let member: MemberName
    let position: Position
    /// Where the dict of the last look-up had the entry: a loop's items are mostly alike. Only ever a hint.
    private let hint = Atomic<Int>(0)

    init(_ object: Expression, _ member: String, position: Position) {
        self.object = object
        name = object as? NameNode
        self.member = MemberName(member)
        self.position = position
    }

    override func evaluate(_ scope: Scope) throws -> Object {
        if let place = name?.variable(scope), member.isPlainKey,
            case .dict(let dict) = place.pointee.value, let found = entry(dict)
        {
            return found
        }
        let owner = try object.evaluate(scope)
        switch owner {
        case .dict(let dict): if member.isPlainKey, let found = entry(dict) { return found }
        case .dynamic(let object):
            if let member = member.ofLoop, let loop = object as? LoopObject {
                return scope.tolerated(loop.value(member))
            }
        default: break
        }
        return try general(owner, scope)
    }

    @inline(__always)
    private func entry(_ dict: DictObject) -> Object? {
        let known = hint.load(ordering: .relaxed)
        var place = known
        let value = dict.value(of: member.text, near: &place)
        if place != known { hint.store(place, ordering: .relaxed) }
        return value
    }

    override func found(_ scope: Scope) throws -> Object? {
        let owner = try object.evaluate(scope)
        if case .dict(let dict) = owner, member.isPlainKey {
            guard let value = entry(dict), !value.isUndefined else { return nil }
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
