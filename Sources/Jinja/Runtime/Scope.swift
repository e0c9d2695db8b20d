import Values

/// The variables of one level: a template's top, a loop's or macro's body, a `with`.
///
/// A name that was not assigned here is the one of the level around. Names are symbols, numbers that the environment gave
/// out, and levels are small, so a look-up is a scan over a few integers.
final class Scope {
    @exclusivity(unchecked) private(set) var parent: Scope?
    let run: TemplateRun
    /// The template whose code runs in this scope.
    let unit: Unit
    /// Whether it is the outermost of a template's or a block's own levels.
    private let isOutermost: Bool
    @exclusivity(unchecked) private var variables = Variables()

    init(inside scope: Scope) {
        parent = scope
        run = scope.run
        unit = scope.unit
        isOutermost = false
    }

    init(root unit: Unit, _ run: TemplateRun, inside parent: Scope?) {
        self.parent = parent
        self.run = run
        self.unit = unit
        isOutermost = true
    }

    /// A scope for the code of another template of the same run.
    init(_ unit: Unit, inside scope: Scope) {
        parent = scope
        run = scope.run
        self.unit = unit
        isOutermost = true
    }

    /// After `extends` nothing more of the template's own text prints; what goes to a side output does.
    func isSilent(_ output: Output) -> Bool { run.parent != nil && output === run.output }

    func ownValue(of symbol: Int) -> Object? { variables[symbol] }

    func value(of symbol: Int) -> Object? { place(of: symbol)?.pointee.value }

    /// Where the variable stands, here or in a level around, until one is set or forgotten: to look at it without taking a copy.
    ///
    /// - Parameter isOwn: whether to ask only the levels of the template itself, not those of one that includes it.
    func place(of symbol: Int, isOwn: Bool = false) -> UnsafePointer<Variables.Entry>? {
        if let found = variables.place(of: symbol) { return found }
        guard var next = levelAround(isOwn) else { return nil }
        while true {
            if let found = next._withUnsafeGuaranteedRef({ $0.variables.place(of: symbol) }) { return found }
            guard let outer = next._withUnsafeGuaranteedRef({ $0.levelAround(isOwn) }) else { return nil }
            next = outer
        }
    }

    /// The level around, which lives as long as this one: no need to hold each on the way.
    @inline(__always)
    private func levelAround(_ isOwn: Bool) -> Unmanaged<Scope>? {
        isOwn && isOutermost ? nil : parent.map(Unmanaged.passUnretained)
    }

    func set(_ symbol: Int, _ value: Object) { variables[symbol] = value }

    /// How many variables the level has.
    var variableCount: Int { variables.count }

    /// Forgets the variables but the first `kept`, for the next iteration of a loop.
    func clear(but kept: Int = 0) { variables.removeAll(but: kept) }

    /// What can be seen from here, as it is now: what is set afterwards does not show in it.
    func snapshot() -> Scope {
        let copy = Scope(root: unit, run, inside: nil)
        copy.take(from: self)
        run.render.keep(copy)
        return copy
    }

    private func take(from other: Scope) {
        if let around = other.parent { take(from: around) }
        for symbol in other.variables.symbols { variables[symbol] = other.variables[symbol] }
    }

    /// Lets go of everything, at the end of the render.
    func dissolve() {
        clear()
        parent = nil
    }

    var ownNames: [String] { variables.symbols.map { run.render.environment.symbols.name($0) } }

    private var allNames: [String] { ownNames + (parent?.allNames ?? []) }

    func hint(forName name: String) -> String? {
        NearestHint.of(name, among: allNames + run.render.globalNames)
    }

    /// Where undefined values are allowed, a missing attribute or item is a lenient one.
    @inline(__always)
    func tolerated(_ object: Object) -> Object {
        guard case .undefined(let undefined) = object, run.render.allowsUndefined else { return object }
        return .undefined(undefined.lenient)
    }

    // MARK: Places of errors

    func location(_ position: Position) -> SourceLocation {
        SourceLocation(file: unit.template.name, line: Int(position.line), column: Int(position.column))
    }

    /// The error with this place, unless it already has one.
    func located(_ error: any Error, _ position: Position) -> Failure {
        var failure = Failure.from(error)
        if failure.location == nil {
            failure.location = location(position)
            if failure.hint == nil, let name = failure.missingName { failure.hint = hint(forName: name) }
        }
        return failure
    }

    /// The error of something that was called from this place.
    func traced(_ error: any Error, _ position: Position) -> Failure {
        var failure = Failure.from(error)
        if failure.location == nil {
            failure.location = location(position)
        } else {
            failure.trace.append(location(position))
        }
        return failure
    }
}
