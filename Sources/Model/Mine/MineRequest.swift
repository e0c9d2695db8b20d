package import Values

/// One thing that a minion has put into the mine: what a function returned, under a name.
package struct MineItem: Sendable, Hashable {
    /// The function's, or an alias.
    package var name: String
    package var value: Value
    /// The minions that may read it (`allow_tgt`); nil: all.
    package var readers: Target?

    package init(_ name: String, _ value: Value, readers: Target? = nil) {
        self.name = name
        self.value = value
        self.readers = readers
    }
}

/// What a minion asks of the mine. Whose data it changes is never said in it: that is in the certificate.
package enum MineRequest: Sendable, Hashable {
    /// - Parameter clears: everything that was there goes.
    case send([MineItem], clears: Bool)
    case get(Target, functions: [String])
    case delete(String)
    case flush

    package var value: Value {
        switch self {
        case .send(let items, let clears):
            ["action": "send", "clear": .bool(clears), "items": .list(items.map(\.body))]
        case .get(let target, let functions):
            [
                "action": "get", "tgt": .string(target.expression), "tgt_type": .string(target.type.rawValue),
                "fun": .strings(functions),
            ]
        case .delete(let name): ["action": "delete", "fun": .string(name)]
        case .flush: ["action": "flush"]
        }
    }

    package init(value: Value) throws(Diagnostic) {
        switch value["action"]?.string {
        case "send":
            var items: [MineItem] = []
            for item in value["items"]?.list ?? [] { items.append(try MineItem(body: item)) }
            self = .send(items, clears: value["clear"]?.bool ?? false)
        case "get":
            let target = try Target(value["tgt"]?.string ?? "", typeName: value["tgt_type"]?.string)
            self = .get(target, functions: value["fun"]?.list?.compactMap(\.string) ?? [])
        case "delete": self = .delete(value["fun"]?.string ?? "")
        case "flush": self = .flush
        default: throw Diagnostic("a request to the mine has no known 'action'")
        }
    }
}

extension MineItem {
    var body: Value {
        var body: ValueMap = ["fun": .string(name), "value": value]
        if let readers {
            body["allow_tgt"] = .string(readers.expression)
            body["allow_tgt_type"] = .string(readers.type.rawValue)
        }
        return .map(body)
    }

    init(body: Value) throws(Diagnostic) {
        guard let name = body["fun"]?.string, !name.isEmpty else {
            throw Diagnostic("an item of the mine has no 'fun'")
        }
        var readers: Target?
        if let expression = body["allow_tgt"]?.string {
            readers = try Target(expression, typeName: body["allow_tgt_type"]?.string)
        }
        self.init(name, body["value"] ?? .null, readers: readers)
    }
}
