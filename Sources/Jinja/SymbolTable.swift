import Synchronization

/// Numbers for the names of variables, the same in all templates of an environment.
final class SymbolTable: Sendable {
    private struct State {
        var numbers: [String: Int] = [:]
        var names: [String] = []
    }

    private let state = Mutex(State())

    func symbol(_ name: String) -> Int {
        state.withLock { state in
            if let known = state.numbers[name] { return known }
            state.numbers[name] = state.names.count
            state.names.append(name)
            return state.names.count - 1
        }
    }

    func name(_ symbol: Int) -> String { state.withLock { $0.names[symbol] } }
}
