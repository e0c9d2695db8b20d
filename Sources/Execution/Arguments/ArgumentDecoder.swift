package import Values

/// Takes the arguments of a state one by one, strictly: each has its kind, and what nobody took is unknown.
///
/// Problems are collected, not thrown, so that one run of a state names all that is wrong with it.
package struct ArgumentDecoder: Sendable {
    private var left: ValueMap
    private let globals: ValueMap
    private let locations: [String: SourceLocation]
    private let place: SourceLocation?
    private var known: [String] = []
    /// What stands for an argument that is not given, and which have to be; nil: nobody will ask.
    private var needs: [String: Parameter.Need]?
    /// Whether a function took all that was left, and decodes it itself.
    private var takesRest = false
    private var problems: [Diagnostic] = []

    /// - Parameter globals: what the engine consumes of the state's keys (`runas`, `umask`, `check_cmd`, ...). A function
    ///   that has an argument of such a name gets it from here; what it doesn't take is not unknown.
    package init(
        _ arguments: ValueMap, globals: ValueMap = [:], locations: [String: SourceLocation] = [:],
        of place: SourceLocation? = nil
    ) {
        left = arguments
        self.globals = globals
        self.locations = locations
        self.place = place
    }

    /// One that is given nothing and learns which arguments are asked for (`parameters`).
    static func listening() -> ArgumentDecoder {
        var decoder = ArgumentDecoder([:])
        decoder.needs = [:]
        return decoder
    }

    /// Takes an argument as it is; null counts as absent.
    package mutating func value(_ name: String) -> Value? {
        known.append(name)
        guard let value = left.removeValue(forKey: name) ?? globals[name], !value.isNull else { return nil }
        return value
    }

    /// Takes text; numbers and booleans are read as what was typed (`version: 1.14`).
    package mutating func text(_ name: String) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.scalarText else { return wrong(name, "a string", value) }
        return text
    }

    package mutating func text(_ name: String, default standard: String) -> String {
        needs?[name] = .optional(.string(standard))
        return text(name) ?? standard
    }

    /// Takes text that must be there.
    package mutating func requiredText(_ name: String) -> String {
        needs?[name] = .required
        if let text = text(name) { return text }
        if !problems.contains(where: { $0.message.contains("'\(name)'") }) { refuse(name, "'\(name)' is required") }
        return ""
    }

    package mutating func flag(_ name: String, default standard: Bool) -> Bool {
        needs?[name] = .optional(.bool(standard))
        guard let value = value(name) else { return standard }
        guard let flag = value.bool else { return wrong(name, "true or false", value) ?? standard }
        return flag
    }

    package mutating func integer(_ name: String) -> Int? {
        guard let value = value(name) else { return nil }
        if let number = value.int { return number }
        if let number = value.string.flatMap({ Int($0) }) { return number }
        return wrong(name, "a whole number", value)
    }

    package mutating func integer(_ name: String, default standard: Int) -> Int {
        needs?[name] = .optional(.int(standard))
        return integer(name) ?? standard
    }

    /// Takes seconds: a number, or text like `30s`, `500ms`, `2m`.
    package mutating func duration(_ name: String) -> Duration? {
        guard let value = value(name) else { return nil }
        guard let duration = Duration(salt: value) else {
            return wrong(name, "a duration like 30, 30s or 500ms", value)
        }
        return duration
    }

    /// Takes a list of texts; a single text is a list of one.
    package mutating func texts(_ name: String) -> [String]? {
        guard let value = value(name) else { return nil }
        if let text = value.scalarText { return [text] }
        guard let list = value.list else { return wrong(name, "a list of strings", value) }
        let texts = list.compactMap(\.scalarText)
        guard texts.count == list.count else { return wrong(name, "a list of strings", value) }
        return texts
    }

    package mutating func list(_ name: String) -> [Value]? {
        guard let value = value(name) else { return nil }
        guard let list = value.list else { return wrong(name, "a list", value) }
        return list
    }

    package mutating func map(_ name: String) -> ValueMap? {
        guard let value = value(name) else { return nil }
        guard let map = value.map else { return wrong(name, "a mapping", value) }
        return map
    }

    /// Takes everything that is left: for a function that decodes its arguments itself.
    package mutating func rest() -> ValueMap {
        defer { left = [:] }
        takesRest = true
        return left
    }

    /// What a state function is asked with: its name, what it has to be given, what it may be given; then others, when it
    /// decodes some itself.
    var parameters: [Parameter] {
        var asked: [String: Parameter.Need] = ["name": .required]
        var names = ["name"]
        for name in known where asked[name] == nil {
            asked[name] = needs?[name] ?? .optional(.null)
            names.append(name)
        }
        let all = names.map { Parameter(name: $0, need: asked[$0] ?? .required) }
        return all.filter { $0.need == .required } + all.filter { $0.need != .required }
            + (takesRest ? [.keywords("kwargs")] : [])
    }

    /// Notes that an argument is wrong; `name` gives the place.
    package mutating func refuse(_ name: String, _ message: String, hint: String? = nil) {
        problems.append(Diagnostic(message, at: locations[name] ?? place, hint: hint))
    }

    /// Notes problems that were found elsewhere in what an argument holds. One without a place has the state's.
    package mutating func refuse(_ others: [Diagnostic]) {
        for var problem in others {
            problem.location = problem.location ?? place
            problems.append(problem)
        }
    }

    /// What was wrong, unknown names included: "'hots' is not an argument of file.managed".
    package func finish(for owner: String, noun: String = "an argument") -> [Diagnostic] {
        problems
            + left.keyTexts.filter { !$0.hasPrefix("__") }.map { name in
                Diagnostic(
                    "'\(name)' is not \(noun) of \(owner)", at: locations[name] ?? place,
                    hint: NearestName.hint(for: name, among: known))
            }
    }

    private mutating func wrong<Kind>(_ name: String, _ expected: String, _ value: Value) -> Kind? {
        refuse(name, "'\(name)' must be \(expected), not \(value.scalarText.map { "'\($0)'" } ?? value.kindName)")
        return nil
    }
}
