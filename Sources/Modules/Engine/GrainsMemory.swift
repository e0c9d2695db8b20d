import Synchronization
import Values

/// The grains as they were collected last.
final class GrainsMemory: Sendable {
    private let grains: Mutex<ValueMap>
    let listeners = Listeners<ValueMap>()

    init(_ grains: ValueMap) { self.grains = Mutex(grains) }

    var current: ValueMap { grains.withLock { $0 } }

    /// Tells the listeners when they differ from those before.
    func remember(_ new: ValueMap) {
        let isNew = grains.withLock { grains in
            if grains == new { return false }
            grains = new
            return true
        }
        if isNew { listeners.tell(new) }
    }
}
