/// `for target in items if condition recursive` … `else` … `endfor`.
final class ForNode: Statement {
    private let target: Target
    private let items: Expression
    private let condition: Expression?
    /// The condition where it is asked of each item in its turn: where no `loop` has to know how many there are.
    private let lateCondition: Unmanaged<Expression>?
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
        lateCondition = usesLoop ? nil : condition.map(Unmanaged.passUnretained)
        self.body = body
        self.otherwise = otherwise
        self.isRecursive = isRecursive
        self.usesLoop = usesLoop
        self.loopSymbol = loopSymbol
        self.position = position
        names = target.names
    }

    /// Gives the parts of the item at `place` their names. Pairs for two names and items that are names take the short way.
    @inline(__always)
    private func assign(_ items: LoopItems, _ place: Int, _ inner: Scope) throws {
        if let names {
            guard let second = names.second else { return inner.set(names.first, items[place]) }
            if let seconds = items.seconds {
                inner.set(names.first, items.firsts[place])
                return inner.set(second, seconds[place])
            }
            if case .tuple(let pair) = items.firsts[place], pair.items.count == 2 {
                inner.set(names.first, pair.items[0])
                return inner.set(second, pair.items[1])
            }
        }
        try target.assign(items[place], inner)
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        let iterable: Object
        do { iterable = try items.evaluate(scope) } catch { throw scope.located(error, position) }
        return try run(iterable, depth: 0, scope, output)
    }

    /// How it ended is how `else` ended, which belongs to the loop around this one.
    private func run(_ iterable: Object, depth: Int, _ scope: Scope, _ output: Output) throws -> Flow {
        let inner = Scope(inside: scope)
        // A `loop` knows how many items there are, so the condition has to be asked of all first.
        let items = try usesLoop ? selected(iterable, inner, scope) : all(iterable, scope)
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
        // The loop's own variables, which come first, are overwritten; those of the last iteration are forgotten.
        var own = 0
        for index in 0..<items.count {
            inner.clear(but: own)
            do {
                try render.countIteration()
                try assign(items, index, inner)
                if let lateCondition, try !lateCondition._withUnsafeGuaranteedRef({ try $0.isTrue(inner) }) { continue }
            } catch {
                throw scope.located(error, position)
            }
            if let loop {
                loop.index0 = index
                inner.set(loopSymbol, .dynamic(loop))
            }
            if own == 0 { own = inner.variableCount }
            let flow = try body.execute(inner, output)
            if flow == .normal { isComplete = true }
            if flow == .breaks { break }
        }
        guard !isComplete, let otherwise else { return .normal }
        inner.clear()
        return try otherwise.execute(inner, output)
    }

    private func all(_ iterable: Object, _ scope: Scope) throws -> LoopItems {
        do { return try LoopItems(iterable) } catch { throw scope.located(error, position) }
    }

    /// The items that the loop's `if` lets through.
    private func selected(_ iterable: Object, _ inner: Scope, _ scope: Scope) throws -> LoopItems {
        let all = try all(iterable, scope)
        guard let condition else { return all }
        do {
            let places = try (0..<all.count).filter { place in
                inner.clear()
                try scope.run.render.countIteration()
                try assign(all, place, inner)
                return try condition.isTrue(inner)
            }
            inner.clear()
            return LoopItems(all, at: places)
        } catch {
            throw scope.located(error, position)
        }
    }

    private func recurse(_ nested: Object, below loop: LoopObject, _ scope: Scope) throws -> Object {
        let render = scope.run.render
        try render.enter()
        defer { render.leave() }
        return .string(try render.captured { _ = try run(nested, depth: loop.depth0 + 1, scope, $0) })
    }
}
