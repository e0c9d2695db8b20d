import Values

/// Builds located values from events: anchors, aliases, merge keys, tags, and the refusal of duplicate keys.
final class Composer {
    /// Aliases may bring in this many nodes in one document; more is an attack, not a file.
    private static let maximumAliasedNodes = 1_000_000
    private static let maximumDepth = 256

    private struct Anchor {
        var mark: Mark
        var value: LocatedValue?
        var nodes = 0
    }

    private let events: EventStream
    let places: Places
    private var anchors: [String: Anchor] = [:]
    private var nodes = 0
    private var aliasedNodes = 0
    private var depth = 0

    private let aggregates: Bool

    init(events: EventStream, places: Places, aggregates: Bool = false) {
        self.aggregates = aggregates
        self.events = events
        self.places = places
    }

    /// The one document of the stream; nil when there is none.
    func document() throws(Diagnostic) -> LocatedValue? {
        var root: LocatedValue?
        while true {
            let event = try next()
            switch event.kind {
            case .streamEnd: return root
            case .documentStart where root != nil:
                throw places.failure(
                    "expected a single document in the stream, but found another document", at: event.mark)
            case .documentStart:
                root = try node(try next())
            default: break
            }
        }
    }

    private func next() throws(Diagnostic) -> Event {
        do { return try events.next() } catch { throw places.failure(error) }
    }

    private func node(_ event: Event) throws(Diagnostic) -> LocatedValue {
        if case .alias = event.kind { return try aliased(event) }
        let before = nodes
        nodes += 1
        if let anchor = event.anchor { try open(anchor, at: event.mark) }
        let node = try aggregation(event) { (event) throws(Diagnostic) in try content(event) }
        if let anchor = event.anchor {
            anchors[anchor] = Anchor(mark: event.mark, value: node, nodes: nodes - before)
        }
        return node
    }

    private func open(_ anchor: String, at mark: Mark) throws(Diagnostic) {
        if let first = anchors[anchor] {
            throw places.failure(
                "found duplicate anchor '\(anchor)'", at: mark,
                hint: "the first one is at \(places.location(first.mark)); give each a name of its own")
        }
        anchors[anchor] = Anchor(mark: mark)
    }

    /// The node of an event; one with `!aggregate` is marked, a single value of it being a list of one and null an empty
    /// one.
    private func aggregation(
        _ event: Event, _ content: (Event) throws(Diagnostic) -> LocatedValue
    ) throws(Diagnostic) -> LocatedValue {
        guard aggregates, event.tag == "!aggregate" || event.tag == "!reset" else { return try content(event) }
        var event = event
        let isAggregate = event.tag == "!aggregate"
        event.tag = nil
        var node = try content(event)
        guard isAggregate else { return node }
        if node.scalar != nil { node = LocatedValue(.list(node.isNull ? [] : [node]), at: node.location) }
        node.isAggregate = true
        return node
    }

    private func content(_ event: Event) throws(Diagnostic) -> LocatedValue {
        let location = places.location(event.mark)
        switch event.kind {
        case .scalar(let text, let isPlain):
            let value = try TaggedScalar(text: text, isPlain: isPlain, tag: event.tag).value(at: event.mark, in: places)
            return LocatedValue(.scalar(value), at: location)
        case .listStart: return try TaggedCollection(tag: event.tag).list(try list(), at: event.mark, in: places)
        default: return try TaggedCollection(tag: event.tag).map(try map(from: event.mark), at: event.mark, in: places)
        }
    }

    private func aliased(_ event: Event) throws(Diagnostic) -> LocatedValue {
        let name = event.anchor ?? ""
        guard let anchor = anchors[name] else {
            throw places.failure("found undefined alias '\(name)'", at: event.mark)
        }
        guard let value = anchor.value else {
            throw places.failure(
                "found unconstructable recursive node: '*\(name)' is inside '&\(name)'", at: event.mark)
        }
        nodes += anchor.nodes
        aliasedNodes += anchor.nodes
        guard aliasedNodes <= Self.maximumAliasedNodes else {
            throw places.failure(
                "the aliases of this document expand to more than \(Self.maximumAliasedNodes) nodes", at: event.mark)
        }
        return value
    }

    private func list() throws(Diagnostic) -> [LocatedValue] {
        var list: [LocatedValue] = []
        while true {
            let event = try next()
            if case .collectionEnd = event.kind { return list }
            list.append(try nested(event))
        }
    }

    private func nested(_ event: Event) throws(Diagnostic) -> LocatedValue {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else {
            throw places.failure("YAML nested deeper than \(Self.maximumDepth) levels", at: event.mark)
        }
        return try node(event)
    }

    private func map(from start: Mark) throws(Diagnostic) -> [LocatedValue.Entry] {
        var builder = MapBuilder(start: start, places: places, aggregates: aggregates)
        while true {
            let event = try next()
            if case .collectionEnd = event.kind { return builder.entries }
            let isMerge = event.isMergeKey
            let key = try nested(event)
            let valueEvent = try next()
            let value = try nested(valueEvent)
            if isMerge {
                try builder.merge(value, at: valueEvent.mark)
            } else {
                try builder.add(key, value, at: event.mark)
            }
        }
    }
}

extension Event {
    fileprivate var isMergeKey: Bool {
        guard case .scalar("<<", isPlain: true) = kind else { return false }
        return tag == nil
    }
}
