/// What a name, key or attribute that does not exist evaluates to.
///
/// As Salt's strict undefined it may be stored, passed on and tested; every other use is an error with this message.
package final class Undefined {
    /// The sentence without its beginning: `'x' is undefined`, `'dict object' has no attribute 'x'`.
    let message: String
    let kind: Failure.Kind
    let hint: String?
    /// An inline `if` without `else` and lenient environments print as nothing and are false.
    let isLenient: Bool

    init(_ message: String, kind: Failure.Kind = .undefined, hint: String? = nil, isLenient: Bool = false) {
        self.message = message
        self.kind = kind
        self.hint = hint
        self.isLenient = isLenient
    }

    var failure: Failure { Failure(message, kind: kind, hint: hint) }
}

extension Object {
    package static func undefined(_ message: String, hint: String? = nil) -> Object {
        .undefined(Undefined(message, hint: hint))
    }

    /// The undefined value of a missing attribute or item.
    static func missing(_ name: Object, of object: Object, hint: String? = nil) -> Object {
        if case .undefined(let undefined) = object { return .undefined(undefined) }
        let owner: String
        switch object {
        case .none: owner = "None"
        case .dynamic(let dynamic): owner = dynamic.ownerName
        default: owner = "\(object.typeName) object"
        }
        guard let name = name.text else {
            return .undefined("\(owner) has no element \((try? Representation.repr(name)) ?? "")", hint: hint)
        }
        return .undefined("'\(owner)' has no attribute \(Representation.quoted(name))", hint: hint)
    }

    /// The object itself, or the failure that a strict undefined stands for.
    func defined() throws -> Object {
        if case .undefined(let undefined) = self { throw undefined.failure }
        return self
    }
}
