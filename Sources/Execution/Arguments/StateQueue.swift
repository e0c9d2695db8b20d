package import Values

/// Whether a state run waits for those that were given before (`queue`).
package enum StateQueue: Sendable, Hashable {
    case refused
    /// - Parameter longest: how many runs may be before it, it is refused otherwise; nil: any number.
    case waits(longest: Int?)

    /// True, False, or as in Salt a number: the longest queue, of which 0 is any length. Nil: none of these.
    package init?(_ value: Value) {
        switch value {
        case .bool(let waits): self = waits ? .waits(longest: nil) : .refused
        case .int(let number): self = .waits(longest: number == 0 ? nil : number)
        default: return nil
        }
    }
}

extension ArgumentDecoder {
    /// Takes `queue`; nil where it is not given.
    package mutating func queue() -> StateQueue? {
        guard let value = value("queue") else { return nil }
        if let queue = StateQueue(value) { return queue }
        let found = value.scalarText.map { "'\($0)'" } ?? value.kindName
        refuse(
            "queue", "'queue' must be true, false or a whole number, not \(found)",
            hint: "a number is how many state runs may be before it")
        return nil
    }
}
