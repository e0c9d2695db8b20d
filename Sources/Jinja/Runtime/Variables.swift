import Glibc

/// A few objects by symbol, in the order in which they were first set.
///
/// The memory is its own: a loop sets and forgets its variables in every iteration, and an array would look for other
/// owners each time.
struct Variables: ~Copyable {
    private struct Entry {
        let symbol: Int
        var value: Object
    }

    private var entries: UnsafeMutablePointer<Entry>
    private var count = 0
    private var capacity = 4

    init() { entries = Memory.allocate(4) }

    deinit {
        entries.deinitialize(count: count)
        free(entries)
    }

    var symbols: [Int] { (0..<count).map { entries[$0].symbol } }

    subscript(symbol: Int) -> Object? {
        get {
            var index = 0
            while index < count {
                if entries[index].symbol == symbol { return entries[index].value }
                index += 1
            }
            return nil
        }
        set {
            guard let newValue else { return }
            var index = 0
            while index < count {
                if entries[index].symbol == symbol {
                    entries[index].value = newValue
                    return
                }
                index += 1
            }
            if count == capacity { grow() }
            (entries + count).initialize(to: Entry(symbol: symbol, value: newValue))
            count += 1
        }
    }

    mutating func removeAll() {
        let old = count
        // Freeing an object can run code of its own, which must not find it here any more.
        count = 0
        entries.deinitialize(count: old)
    }

    private mutating func grow() {
        let larger = Memory.allocate(capacity * 2, of: Entry.self)
        larger.moveInitialize(from: entries, count: count)
        free(entries)
        entries = larger
        capacity *= 2
    }
}
