/// A part of a template with variables of its own - the template, the body of a loop, a macro, a `with` - and what it does
/// with names, in the order in which the source does it.
final class VariableFrame {
    enum Use {
        case load(NameNode)
        case store(Int)
        /// What the branches of an `if` do, each on its own.
        case branches([[Use]])
    }

    /// The names that have a value from the start: a loop's targets, a macro's parameters.
    let parameters: [Int]
    var uses: [Use] = []
    /// The parts inside of this one.
    var parts: [VariableFrame] = []

    init(parameters: [Int] = []) { self.parameters = parameters }

    /// Tells each name that is read whether it is one of the template's own, here and in all parts.
    func bind() { bind(inside: nil) }

    private func bind(inside outer: NameOrigins?) {
        let origins = NameOrigins(inside: outer)
        for symbol in parameters { origins.declare(symbol) }
        origins.take(uses)
        mark(uses, origins)
        for part in parts { part.bind(inside: origins) }
    }

    private func mark(_ uses: [Use], _ origins: NameOrigins) {
        for use in uses {
            switch use {
            case .load(let name): name.isOwn = origins.isOwn(name.symbol)
            case .store: continue
            case .branches(let branches): for branch in branches { mark(branch, origins) }
            }
        }
    }
}
