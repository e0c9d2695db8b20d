/// `for target in items if condition recursive` … `else` … `endfor`.
final class ForNode: Statement {
    private let target: Target
    private let items: Expression
    private let condition: Expression?
    private let body: Body
    private let otherwise: Body?
    private let isRecursive: Bool
    private let usesLoop: Bool
    private let loopSymbol: Int
    private let position: Position
    /// The symbols where the target is one name, or two.
    private let names: (first: Int, second: Int?)?

    init(
        _ target: Target, _ items: Expression, _ condition: Expression?, _ body: Body, _ otherwise: Body?,
        isRecursive: Bool, usesLoop: Bool, loopSymbol: Int, position: Position
    ) {
        self.target = target
        self.items = items
        self.condition = condition
        self.body = body
        self.otherwise = otherwise
        self.isRecursive = isRecursive
        self.usesLoop = usesLoop
        self.loopSymbol = loopSymbol
        self.position = position
        names = target.names
    }

    /// Gives the item's parts their names. Pairs of two names and items that are names take the short way.
    @inline(__always)
    private func assign(_ item: Object, _ inner: Scope) throws {
        if let names {
            guard let second = names.second else { return inner.set(names.first, item) }
            if case .tuple(let pair) = item, pair.items.count == 2 {
                inner.set(names.first, pair.items[0])
                return inner.set(second, pair.items[1])
            }
        }
        try target.assign(item, inner)
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        let iterable: Object
        do { iterable = try items.evaluate(scope) } catch { throw scope.located(error, position) }
        try run(iterable, depth: 0, scope, output)
        return .normal
    }

    private func run(_ iterable: Object, depth: Int, _ scope: Scope, _ output: Output) throws {
        if case .dynamic(let object) = iterable, let view = object as? DictViewObject, try runPairs(view, scope, output)
        {
            return
        }
        let inner = Scope(inside: scope)
        let items = try selected(iterable, inner, scope)
        let render = scope.run.render
        let loop = usesLoop ? LoopObject(items, depth: depth) : nil
        if let loop, isRecursive {
            loop.recurse = { [unowned self, unowned loop] nested in
                try self.recurse(nested, below: loop, scope)
            }
        }
        defer { loop?.recurse = nil }
        // As in Jinja, `else` runs unless an iteration reached its end: also after a `break` in the first one.
        var isComplete = false
        for index in items.indices {
            inner.clear()
            do {
                try render.countIteration()
                try assign(items[index], inner)
            } catch {
                throw scope.located(error, position)
            }
            if let loop {
                loop.index0 = index
                inner.set(loopSymbol, .dynamic(loop))
            }
            let flow = try body.execute(inner, output)
            if flow == .normal { isComplete = true }
            if flow == .breaks { break }
        }
        if !isComplete, let otherwise {
            inner.clear()
            _ = try otherwise.execute(inner, output)
        }
    }

    /// The commonest loop, `for key, value in dict.items()`, without a tuple per pair. False where this loop is not one.
    private func runPairs(_ view: DictViewObject, _ scope: Scope, _ output: Output) throws -> Bool {
        guard view.kind == .items, view.dict.count > 0, !usesLoop, condition == nil, otherwise == nil, let names,
            let valueSymbol = names.second
        else { return false }
        let keys = view.dict.keys
        let values = view.dict.values
        let inner = Scope(inside: scope)
        for index in keys.indices {
            inner.clear()
            do { try scope.run.render.countIteration() } catch { throw scope.located(error, position) }
            inner.set(names.first, keys[index])
            inner.set(valueSymbol, values[index])
            if try body.execute(inner, output) == .breaks { break }
        }
        return true
    }

    /// The items that the loop's `if` lets through.
    private func selected(_ iterable: Object, _ inner: Scope, _ scope: Scope) throws -> [Object] {
        do {
            let all = try Iteration.items(iterable)
            guard let condition else { return all }
            return try all.filter { item in
                inner.clear()
                try scope.run.render.countIteration()
                try assign(item, inner)
                return try Comparison.truth(try condition.evaluate(inner))
            }
        } catch {
            throw scope.located(error, position)
        }
    }

    private func recurse(_ nested: Object, below loop: LoopObject, _ scope: Scope) throws -> Object {
        let render = scope.run.render
        try render.enter()
        defer { render.leave() }
        return .string(try render.captured { try run(nested, depth: loop.depth0 + 1, scope, $0) })
    }
}
