import Glibc

/// A few objects by symbol, in the order in which they were first set.
///
/// The memory is its own: a loop sets and forgets its variables in every iteration, and an array would look for other
/// owners each time.
struct Variables: ~Copyable {
    struct Entry {
        let symbol: Int
        fileprivate(set) var value: Object
    }

    private var entries: UnsafeMutablePointer<Entry>
    private(set) var count = 0
    private var capacity = 4

    init() { entries = Memory.allocate(4) }

    deinit {
        entries.deinitialize(count: count)
        free(entries)
    }

    var symbols: [Int] { (0..<count).map { entries[$0].symbol } }

    subscript(symbol: Int) -> Object? {
        get { place(of: symbol)?.pointee.value }
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

    /// Where the variable stands, until one is set or forgotten.
    @inline(__always)
    func place(of symbol: Int) -> UnsafePointer<Entry>? {
        var index = 0
        while index < count {
            if entries[index].symbol == symbol { return UnsafePointer(entries + index) }
            index += 1
        }
        return nil
    }

    /// Forgets all but the first `kept`.
    mutating func removeAll(but kept: Int = 0) {
        // One by one, from the end: freeing an object can run code of its own, which must not find it here any more.
        while count > kept {
            count -= 1
            (entries + count).deinitialize(count: 1)
        }
    }

    private mutating func grow() {
        let larger = Memory.allocate(capacity * 2, of: Entry.self)
        larger.moveInitialize(from: entries, count: count)
        free(entries)
        entries = larger
        capacity *= 2
    }
}
