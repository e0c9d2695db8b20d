/// The `loop` of a `for`.
final class LoopObject: DynamicObject {
    private let items: LoopItems
    let depth0: Int
    @exclusivity(unchecked) var index0 = 0
    /// Renders the loop's body over other items; only in a `recursive` loop.
    var recurse: ((Object) throws -> Object)?
    private var lastChecked: [Object]?

    init(_ items: LoopItems, depth: Int) {
        self.items = items
        depth0 = depth
    }

    override var typeName: String { "LoopContext" }
    override var ownerName: String { "jinja2.runtime.LoopContext object" }
    override var text: String { "<LoopContext \(index0 + 1)/\(items.count)>" }
    override var isCallable: Bool { true }
    override var length: Int? { items.count }

    /// What a template can ask a `loop` for.
    enum Member: String, CaseIterable {
        case index, index0, revindex, revindex0, first, last, length, depth, depth0, previtem, nextitem, cycle, changed
    }

    override func hint(forMissing name: String) -> String? {
        NearestHint.of(name, among: Member.allCases.map(\.rawValue))
    }

    override func attribute(_ name: String) throws -> Object? { Member(rawValue: name).map(value) }

    func value(_ member: Member) -> Object {
        switch member {
        case .index: .int(index0 + 1)
        case .index0: .int(index0)
        case .revindex: .int(items.count - index0)
        case .revindex0: .int(items.count - index0 - 1)
        case .first: .bool(index0 == 0)
        case .last: .bool(index0 == items.count - 1)
        case .length: .int(items.count)
        case .depth: .int(depth0 + 1)
        case .depth0: .int(depth0)
        case .previtem: index0 > 0 ? items[index0 - 1] : .undefined("there is no previous item")
        case .nextitem: index0 + 1 < items.count ? items[index0 + 1] : .undefined("there is no next item")
        case .cycle: .dynamic(FunctionObject("cycle") { [self] in try cycle($0) })
        case .changed: .dynamic(FunctionObject("changed") { [self] in try changed($0) })
        }
    }

    private func cycle(_ arguments: CallArguments) throws -> Object {
        guard !arguments.positional.isEmpty else { throw Failure("no items for cycling given") }
        return arguments.positional[index0 % arguments.positional.count]
    }

    private func changed(_ arguments: CallArguments) throws -> Object {
        if let lastChecked, try Comparison.equal(.list(lastChecked), .list(arguments.positional)) {
            return .bool(false)
        }
        lastChecked = arguments.positional
        return .bool(true)
    }

    override func call(_ arguments: CallArguments) throws -> Object {
        guard let recurse else {
            throw Failure("The loop must have the 'recursive' marker to be called recursively.")
        }
        let given = try arguments.bound(to: ["iterable"], of: "loop", required: 1)
        return try recurse(given[0] ?? .none)
    }

    override func iterate() throws -> [Object]? {
        (min(index0 + 1, items.count)..<items.count).map { .tuple([items[$0], .dynamic(self)]) }
    }
}
