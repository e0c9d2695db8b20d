import Synchronization
import Values

/// Grains that calls have set since the grains of this process were collected.
final class SetGrains: Sendable {
    private struct Content {
        var values: ValueMap = [:]
        var removed: Set<Value> = []
    }

    private let content = Mutex(Content())

    /// - Parameter removingNulls: null takes a grain away.
    func remember(_ new: ValueMap, removingNulls: Bool) {
        content.withLock { content in
            for (key, value) in new {
                if value.isNull, removingNulls {
                    content.values.removeValue(forKey: key)
                    content.removed.insert(key)
                } else {
                    content.values[key] = value
                    content.removed.remove(key)
                }
            }
        }
    }

    /// Grains with these over them.
    func over(_ grains: ValueMap) -> ValueMap {
        content.withLock { content in
            if content.values.isEmpty, content.removed.isEmpty { return grains }
            var all = grains
            for key in content.removed { all.removeValue(forKey: key) }
            for (key, value) in content.values { all[key] = value }
            return all
        }
    }
}
