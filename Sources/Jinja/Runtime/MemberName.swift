/// A name after a dot, with what is known of it before the template runs.
struct MemberName: Sendable {
    let text: String
    /// Which kinds of objects have a method of that name.
    private let owners: Methods.Owners
    /// Refused by the sandbox.
    let isUnsafe: Bool
    /// What it is of a `loop`.
    let ofLoop: LoopObject.Member?

    init(_ text: String) {
        self.text = text
        owners = Methods.Owners.having(text)
        isUnsafe = Subscripts.isUnsafe(text)
        ofLoop = LoopObject.Member(rawValue: text)
    }

    /// Whether this names a method of the object.
    func isMethod(of object: Object) -> Bool { owners.contains(Methods.Owners(object)) }

    /// Whether a dict's entry of that name is what the dot gives.
    var isPlainKey: Bool { !isUnsafe && !owners.contains(.dict) }
}
