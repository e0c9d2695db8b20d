import RegularExpressions
import Values

/// A function that may be called, by a regular expression anchored at the start, and with which arguments.
///
/// A plain text allows any arguments; `{'cmd.run': {args: ['^ls'], kwargs: {cwd: '/tmp'}}}` only those that match.
struct FunctionRule: Sendable {
    private let function: RegularExpression
    /// One of them must hold; none allows any arguments.
    private let conditions: [ArgumentCondition]

    /// The rules of one entry of a list.
    static func read(_ value: Value) throws(Diagnostic) -> [FunctionRule] {
        switch value {
        case .string(let pattern): return [FunctionRule(function: try .compile(pattern), conditions: [])]
        case .map(let map):
            var rules: [FunctionRule] = []
            for (key, condition) in map {
                guard let pattern = key.scalarText else { throw Diagnostic("a function pattern must be a text") }
                var conditions: [ArgumentCondition] = []
                for entry in condition.list ?? [condition] { conditions.append(try ArgumentCondition(entry)) }
                rules.append(FunctionRule(function: try .compile(pattern), conditions: conditions))
            }
            return rules
        default: throw Diagnostic("a permission must be a text or a mapping, not \(value.kindName)")
        }
    }

    /// - Parameter name: the function as the rule sees it: without its module where the rule has named that already.
    func allows(_ name: String, _ call: RequestedCall) -> Bool {
        function.isAtStart(of: name) && (conditions.isEmpty || conditions.contains { $0.holds(for: call) })
    }
}

/// What the arguments of a call must look like; an argument without pattern may be anything, and absent.
private struct ArgumentCondition: Sendable {
    private var arguments: [RegularExpression?] = []
    private var keywords: [String: RegularExpression] = [:]

    init(_ value: Value) throws(Diagnostic) {
        guard let map = value.map else {
            throw Diagnostic("the condition on arguments must be a mapping with 'args' or 'kwargs'")
        }
        if let stranger = map.keyTexts.first(where: { $0 != "args" && $0 != "kwargs" }) {
            throw Diagnostic("unknown key '\(stranger)' in a condition on arguments", hint: "known are args, kwargs")
        }
        // What can't be read must not count as no condition.
        guard let patterns = (map["args"] ?? []).list else {
            throw Diagnostic("'args' must be a list of patterns", hint: "like args: ['^ls'], one for each argument")
        }
        guard let named = (map["kwargs"] ?? [:]).map else {
            throw Diagnostic("'kwargs' must be a mapping of names to patterns", hint: "like kwargs: {cwd: '/tmp'}")
        }
        for value in patterns { arguments.append(try Self.pattern(value)) }
        for (key, value) in named { keywords[key.scalarText ?? ""] = try Self.pattern(value) }
    }

    func holds(for call: RequestedCall) -> Bool {
        let positional = arguments.enumerated().allSatisfy { index, pattern in
            guard let pattern else { return true }
            return call.arguments.indices.contains(index) && pattern.isAtStart(of: call.arguments[index])
        }
        return positional
            && keywords.allSatisfy { name, pattern in
                call.keywords[name].map { pattern.isAtStart(of: $0) } ?? false
            }
    }

    private static func pattern(_ value: Value) throws(Diagnostic) -> RegularExpression? {
        if value.isNull { return nil }
        guard let text = value.scalarText else { throw Diagnostic("the pattern of an argument must be a text") }
        return try .compile(text)
    }
}

extension RegularExpression {
    fileprivate static func compile(_ pattern: String) throws(Diagnostic) -> RegularExpression {
        do { return try RegularExpression(pattern) } catch { throw Diagnostic("\(error)") }
    }

    /// A pattern that backtracks beyond its limit does not match: it allows nothing.
    fileprivate func isAtStart(of text: String) -> Bool {
        do { return try match(text) != nil } catch { return false }
    }
}

/// A function with its arguments as text, which is what conditions look at.
struct RequestedCall: Sendable {
    var function: String
    var arguments: [String]
    var keywords: [String: String]

    init(function: String, arguments: [Value], keywords: ValueMap) {
        self.function = function
        self.arguments = arguments.map(Self.text)
        self.keywords = [:]
        for (key, value) in keywords { self.keywords[key.scalarText ?? ""] = Self.text(value) }
    }

    private static func text(_ value: Value) -> String { value.scalarText ?? JSON.write(value) }
}
