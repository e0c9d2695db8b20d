/// The keys that were met so far. Few are looked through, which is faster than hashing; many are hashed.
struct SeenKeys {
    private static let scanLimit = 8
    private var few: [DictKey] = []
    private var many: Set<DictKey> = []

    /// Whether the key is new.
    mutating func insert(_ key: DictKey) -> Bool {
        guard many.isEmpty else { return many.insert(key).inserted }
        if few.contains(key) { return false }
        few.append(key)
        if few.count > Self.scanLimit { many = Set(few) }
        return true
    }
}
