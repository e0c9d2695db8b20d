import Model
import Values

/// An argument that is computed right before the state runs:
/// `__slot__:salt:cmd.run(hostname).path ~ .example.org`.
struct Slot: Sendable, Hashable {
    static let mark = "__slot__:"

    let call: FunctionCall
    /// Where in the result the value is, keys separated by dots.
    let path: String?
    /// Appended to a result that is a string.
    let suffix: String?

    init(_ text: String) throws(Diagnostic) {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts[0] == "__slot__", parts[1] == "salt" else { throw Self.refusal(text) }
        let body = parts[2]
        guard let open = body.firstIndex(of: "("), let list = SlotArguments(body[body.index(after: open)...]) else {
            throw Self.refusal(text)
        }
        call = FunctionCall(
            try FunctionName(String(body[..<open])), arguments: list.arguments, keywords: list.keywords)
        let halves = list.rest.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)
        let path = halves.first.map { $0.filter { !$0.isWhitespace } } ?? ""
        guard path.isEmpty || path.hasPrefix(".") && path.count > 1 else { throw Self.refusal(text) }
        self.path = path.isEmpty ? nil : String(path.dropFirst())
        suffix = halves.count > 1 ? String(halves[1]).trimmingSpaces : nil
    }

    /// The value of the slot.
    func value(in context: RunContext) async throws -> Value {
        let result = try await context.services.call(call, in: context).value
        let found = path.map { result.value(at: $0, delimiter: ".") ?? .null } ?? result
        if let suffix, let text = found.string { return .string(text + suffix) }
        return found
    }

    private static func refusal(_ text: String) -> Diagnostic {
        Diagnostic(
            "the slot '\(text)' can't be read",
            hint: "write it as __slot__:salt:test.echo(text).path.in.result ~ suffix")
    }
}

extension LowChunk {
    /// The name, or what the slot in its place comes to.
    func nameResolvingSlot(in context: RunContext) async throws -> String {
        guard name.hasPrefix(Slot.mark) else { return name }
        let value = try await Slot(name).value(in: context)
        guard let text = value.scalarText else {
            throw Diagnostic("the slot in the name of '\(id)' gives \(value.kindName) and not a text")
        }
        return text
    }
}

extension ValueMap {
    /// The arguments with every slot replaced by its value: in texts, in the first level of lists and mappings,
    /// and in mappings inside of a list.
    func resolvingSlots(in context: RunContext) async throws -> ValueMap {
        guard contains(where: { $0.value.mentionsSlot }) else { return self }
        var result = self
        for (key, value) in self { result[key] = try await value.resolvingSlots(depth: 2, in: context) }
        return result
    }
}

extension Value {
    fileprivate var mentionsSlot: Bool {
        switch self {
        case .string(let text): text.hasPrefix(Slot.mark)
        case .list(let list): list.contains(where: \.mentionsSlot)
        case .map(let map): map.contains { $0.value.mentionsSlot }
        default: false
        }
    }

    fileprivate func resolvingSlots(depth: Int, in context: RunContext) async throws -> Value {
        switch self {
        case .string(let text) where text.hasPrefix(Slot.mark): return try await Slot(text).value(in: context)
        case .list(let list) where depth > 0:
            var values: [Value] = []
            for value in list { values.append(try await value.resolvingSlots(depth: depth - 1, in: context)) }
            return .list(values)
        case .map(let map) where depth > 0:
            var result = map
            for (key, value) in map { result[key] = try await value.resolvingSlots(depth: depth - 1, in: context) }
            return .map(result)
        default: return self
        }
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
