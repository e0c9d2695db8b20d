/// What a name, key or attribute that does not exist evaluates to.
///
/// As Salt's strict undefined it may be stored, passed on and tested; every other use is an error. Templates ask for missing
/// things all the time (`|default`), so the words of that error and its hint are only put together when it is needed.
package final class Undefined {
    enum Reason {
        /// No variable of that name.
        case name(String)
        /// No attribute or item of that name; the owner as it is called in messages.
        case member(Object, owner: Owner)
        case text(String)
    }

    /// What a member was looked for in, as it is called in messages.
    enum Owner {
        case kind(String)
        case none
        case dynamic(String)
    }

    private let reason: Reason
    private let kind: Failure.Kind
    private let hint: (() -> String?)?
    /// An inline `if` without `else` and lenient environments print as nothing and are false.
    let isLenient: Bool

    init(_ reason: Reason, kind: Failure.Kind = .undefined, isLenient: Bool = false, hint: (() -> String?)? = nil) {
        self.reason = reason
        self.kind = kind
        self.hint = hint
        self.isLenient = isLenient
    }

    /// The sentence without its beginning: `'x' is undefined`, `'dict object' has no attribute 'x'`.
    private var message: String {
        switch reason {
        case .name(let name): return "'\(name)' is undefined"
        case .text(let text): return text
        case .member(let member, let owner):
            let owner =
                switch owner {
                case .kind(let name): "\(name) object"
                case .none: "None"
                case .dynamic(let name): name
                }
            if let name = member.text { return "'\(owner)' has no attribute \(Representation.quoted(name))" }
            do {
                return "\(owner) has no element \(try Representation.repr(member))"
            } catch {
                return "\(owner) has no such element"
            }
        }
    }

    var failure: Failure {
        var failure = Failure(message, kind: kind, hint: hint?())
        if case .name(let name) = reason { failure.missingName = name }
        return failure
    }

    /// The same, but printing as nothing; refusals of the sandbox stay errors.
    var lenient: Undefined { kind == .undefined ? Undefined(reason, isLenient: true) : self }
}

extension Object {
    package static func undefined(_ message: String) -> Object { .undefined(Undefined(.text(message))) }

    /// The undefined value of a missing attribute or item.
    static func missing(_ name: Object, of object: Object, hint: (() -> String?)? = nil) -> Object {
        let owner: Undefined.Owner
        switch object {
        case .undefined: return object
        case .none: owner = .none
        case .dynamic(let dynamic): owner = .dynamic(dynamic.ownerName)
        default: owner = .kind(object.typeName)
        }
        return .undefined(Undefined(.member(name, owner: owner), hint: hint))
    }

    /// The object itself, or the failure that a strict undefined stands for.
    func defined() throws -> Object {
        if case .undefined(let undefined) = self { throw undefined.failure }
        return self
    }
}
