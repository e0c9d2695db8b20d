/// Watches how much of the thread's stack a render has used, since templates decide how deep it goes.
enum StackGuard {
    /// Bytes of stack that one render may use. Debian's threads have 8 MiB.
    private static let budget: UInt = 2 << 20

    /// The address below which no further level may begin, for a render that begins here.
    static func limit() -> UInt { here() > budget ? here() - budget : 0 }

    static func isBelow(_ limit: UInt) -> Bool { here() < limit }

    private static func here() -> UInt {
        var marker: UInt8 = 0
        return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    }
}
