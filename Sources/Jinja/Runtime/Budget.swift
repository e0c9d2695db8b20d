/// The bytes that a render may still write, to all of its outputs together.
final class Budget {
    private let limit: Int
    @exclusivity(unchecked) private var left: Int

    init(_ limit: Int) {
        self.limit = limit
        left = limit
    }

    @inline(__always)
    func take(_ bytes: Int) throws {
        left -= bytes
        if left < 0 { throw excess }
    }

    /// Refuses bytes that are about to be written, before there is memory for them.
    func check(_ bytes: Int) throws {
        if bytes > left { throw excess }
    }

    private var excess: Failure { Failure("the output is larger than \(limit) bytes", kind: .limit) }
}
