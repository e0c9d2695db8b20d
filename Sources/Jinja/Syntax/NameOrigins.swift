/// Where the names of one frame come from, as Jinja decides it before a template runs (`jinja2/idtracking.py`).
///
/// A name that a frame sets before it reads it is the template's own: where it is read before that, in a loop or macro
/// further up, it is undefined, even where the context has it. One that only a branch of an `if` sets can be the context's.
final class NameOrigins {
    private enum Origin {
        case context
        /// Undefined until it is set.
        case own
        /// Set from the start.
        case parameter
        /// The variable of a frame around.
        case outer
    }

    private let outer: NameOrigins?
    private var origins: [Int: Origin] = [:]
    private var stores: Set<Int> = []

    init(inside outer: NameOrigins?) { self.outer = outer }

    private init(copying other: NameOrigins) {
        outer = other.outer
        origins = other.origins
        stores = other.stores
    }

    func declare(_ symbol: Int) {
        stores.insert(symbol)
        origins[symbol] = .parameter
    }

    func take(_ uses: [VariableFrame.Use]) {
        for use in uses {
            switch use {
            case .load(let name): if !knows(name.symbol) { origins[name.symbol] = .context }
            case .store(let symbol): store(symbol)
            case .branches(let branches): merge(branches)
            }
        }
    }

    /// Whether the name is never looked up in the context.
    func isOwn(_ symbol: Int) -> Bool {
        switch origins[symbol] {
        case .own: true
        case .context, .parameter: false
        case .outer, nil: outer?.isOwn(symbol) ?? false
        }
    }

    private func knows(_ symbol: Int) -> Bool { origins[symbol] != nil || outer?.knows(symbol) ?? false }

    private func store(_ symbol: Int) {
        stores.insert(symbol)
        if origins[symbol] == nil { origins[symbol] = outer?.knows(symbol) == true ? .outer : .own }
    }

    private func merge(_ branches: [[VariableFrame.Use]]) {
        let copies = branches.map { uses in
            let copy = NameOrigins(copying: self)
            copy.take(uses)
            return copy
        }
        let before = stores
        for copy in copies {
            origins.merge(copy.origins) { $1 }
            stores.formUnion(copy.stores)
        }
        for symbol in stores.subtracting(before) {
            origins[symbol] = outer?.knows(symbol) == true ? .outer : .context
        }
    }
}
