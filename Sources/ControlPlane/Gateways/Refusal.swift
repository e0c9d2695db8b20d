/// Why the master does not do what it was asked: one sentence, what to do, and a kind that decides status and exit
/// code.
package struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        /// The request can't be understood: 400, exit 2.
        case badRequest
        /// Who are you: 401, exit 4.
        case unauthorised
        /// You may not: 403, exit 4.
        case forbidden
        /// There is no such thing: 404, exit 1.
        case notFound
        /// The lifecycle's rules or a lock stand in the way: 409, exit 4.
        case conflict
        /// Too many of the kind for now: 429, exit 1.
        case tooMany
        /// More than is taken: 413, exit 1.
        case tooLarge
        /// The master stops in the middle of it: 500, exit 1. Asked for again, it would be done twice.
        case stopping
    }

    package let kind: Kind
    package let message: String
    package let hint: String?

    package init(_ kind: Kind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }

    /// Whether a rule, a lock or a missing right stands in the way: exit 4. Anything else could not be carried out.
    package var isByRule: Bool { [.conflict, .forbidden, .unauthorised].contains(kind) }

    package var description: String { hint.map { "\(message)\n  hint: \($0)" } ?? message }
}
