/// What is assigned to.
enum Target: Sendable {
    case name(Int)
    case tuple([Target])
    /// `namespace.attribute`: the symbol of the namespace, the attribute, the namespace's name.
    case attribute(Int, String, name: String)

    /// The symbols of a single name or of a pair of names.
    var names: (first: Int, second: Int?)? {
        switch self {
        case .name(let symbol): return (symbol, nil)
        case .tuple(let targets):
            guard targets.count == 2, case .name(let first) = targets[0], case .name(let second) = targets[1]
            else { return nil }
            return (first, second)
        case .attribute: return nil
        }
    }

    /// The symbols of all names that are set.
    var symbols: [Int] {
        switch self {
        case .name(let symbol): [symbol]
        case .tuple(let targets): targets.flatMap(\.symbols)
        case .attribute: []
        }
    }

    func assign(_ value: Object, _ scope: Scope) throws {
        switch self {
        case .name(let symbol): scope.set(symbol, value)
        case .tuple(let targets):
            let items = try Iteration.unpacked(value, count: targets.count)
            for (target, item) in zip(targets, items) { try target.assign(item, scope) }
        case .attribute(let symbol, let attribute, let name):
            guard let owner = scope.value(of: symbol) ?? scope.run.render.global(symbol, name) else {
                throw Failure("'\(name)' is undefined", kind: .undefined)
            }
            guard case .dynamic(let object) = owner, object is NamespaceObject else {
                throw Failure("cannot assign attribute on non-namespace object", kind: .syntax)
            }
            try object.setAttribute(attribute, value)
        }
    }
}

/// `set target = expression`.
final class SetNode: Statement {
    private let target: Target
    private let expression: Expression
    private let position: Position

    init(_ target: Target, _ expression: Expression, position: Position) {
        self.target = target
        self.expression = expression
        self.position = position
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        do {
            try target.assign(try expression.evaluate(scope), scope)
        } catch {
            throw scope.located(error, position)
        }
        return .normal
    }
}

/// `set target` … `endset`.
final class SetBlockNode: Statement {
    private let target: Target
    private let filters: [FilterCall]
    private let body: Body
    private let position: Position

    init(_ target: Target, _ filters: [FilterCall], _ body: Body, position: Position) {
        self.target = target
        self.filters = filters
        self.body = body
        self.position = position
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        do {
            let (text, flow) = try body.text(in: Scope(inside: scope))
            if flow != .normal { return flow }
            var value = Object.string(text)
            for filter in filters { value = try filter.apply(to: value, scope) }
            try target.assign(value, scope)
        } catch {
            throw scope.located(error, position)
        }
        return .normal
    }
}
