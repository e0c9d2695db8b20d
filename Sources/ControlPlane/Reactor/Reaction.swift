import Model
import Values

/// One thing that a reactor file asks for: a call on minions, or a function of the master.
struct Reaction: Sendable {
    enum Kind: Sendable {
        case local(Target)
        case runner
        case wheel
    }

    /// The ID in the file.
    let id: String
    let file: String
    let kind: Kind
    let call: FunctionCall

    private static let aliases = ["cmd": "local"]
    private static let kinds = ["local", "runner", "wheel"]
    /// Keys of a call on minions that are no arguments.
    private static let ofLocal = [
        "tgt", "tgt_type", "expr_form", "arg", "kwarg", "args", "ret", "timeout", "metadata", "name", "order",
    ]

    /// Reads `{ID: {local.state.apply: [{tgt: ...}, {args: ...}]}}`, in order.
    ///
    /// - Throws: `Diagnostics` with all that is wrong with a file, each with its ID.
    static func all(_ rendered: Value, file: String) throws -> [Reaction] {
        if rendered.isNull || rendered.map?.isEmpty ?? false { return [] }
        guard let map = rendered.map else {
            throw Diagnostics([Diagnostic("\(file) renders to \(rendered.kindName), not to a mapping of IDs")])
        }
        var reactions: [Reaction] = []
        var problems: [Diagnostic] = []
        for (key, value) in map where key.scalarText != "__sls__" {
            let id = key.scalarText ?? ""
            guard let functions = value.map, !functions.isEmpty else {
                problems.append(
                    Diagnostic(
                        "'\(id)' in \(file) is \(value.kindName), not a reaction",
                        hint: "write it as '\(id): {local.state.apply: [{tgt: web1}, {args: [{mods: app}]}]}'"))
                continue
            }
            for (name, arguments) in functions {
                do {
                    reactions.append(try Reaction(id: id, file: file, name.scalarText ?? "", arguments))
                } catch {
                    problems.append(Diagnostic("'\(id)' in \(file): \(error.message)", hint: error.hint))
                }
            }
        }
        guard problems.isEmpty else { throw Diagnostics(problems) }
        return reactions
    }

    private init(id: String, file: String, _ name: String, _ arguments: Value) throws(Diagnostic) {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        let written = parts.first ?? ""
        let kind = Self.aliases[written] ?? written
        guard Self.kinds.contains(kind), parts.count == 2 else {
            if kind == "caller" {
                throw Diagnostic("'\(name)' runs on a minion's own reactor, and there is none")
            }
            throw Diagnostic(
                "'\(name)' is not a reaction",
                hint: NearestName.hint(for: written, among: Self.kinds)
                    ?? "write local.FUNCTION, runner.FUNCTION or wheel.FUNCTION")
        }
        self.id = id
        self.file = file
        var low = try Self.merged(arguments)
        for key in ["order", "name"] where kind == "local" { low.removeValue(forKey: key) }
        let function = try FunctionName(parts[1])
        let given = try Self.given(low)
        if kind == "local" {
            for key in low.keyTexts where !Self.ofLocal.contains(key) {
                throw Diagnostic(
                    "'\(key)' is not known in a reaction on minions",
                    hint: NearestName.hint(for: key, among: Self.ofLocal) ?? "arguments of the function go into 'args'")
            }
            call = FunctionCall(function, arguments: given.arguments, keywords: given.keywords)
            self.kind = .local(try Self.target(low))
        } else {
            var keywords = ValueMap(
                low.filter { !["arg", "kwarg", "args", "order"].contains($0.key.string ?? "") }
                    .map { ($0.key, $0.value) })
            for (key, value) in given.keywords { keywords[key] = value }
            call = FunctionCall(function, arguments: given.arguments, keywords: keywords)
            self.kind = kind == "runner" ? .runner : .wheel
        }
    }

    /// A list of mappings with one key each, or one mapping.
    private static func merged(_ arguments: Value) throws(Diagnostic) -> ValueMap {
        switch arguments {
        case .null: return [:]
        case .map(let map): return map
        case .list(let list):
            var all: ValueMap = [:]
            for item in list {
                guard let map = item.map else {
                    throw Diagnostic("its arguments are a list of 'KEY: VALUE', not of \(item.kindName)")
                }
                for (key, value) in map { all[key] = value }
            }
            return all
        default: throw Diagnostic("its arguments are a list of 'KEY: VALUE', not \(arguments.kindName)")
        }
    }

    /// The arguments of the function: `args` holds keywords only; without it `arg` and `kwarg` count.
    private static func given(_ low: ValueMap) throws(Diagnostic) -> (arguments: [Value], keywords: ValueMap) {
        guard let args = low["args"], !args.isNull else {
            let arguments = low["arg"].map { $0.list ?? ($0.isNull ? [] : [$0]) } ?? []
            return (arguments, try keywords(low["kwarg"] ?? .null))
        }
        if let other = ["arg", "kwarg"].first(where: { !(low[$0] ?? .null).isNull }) {
            throw Diagnostic("'\(other)' would have no effect beside 'args'", hint: "write all arguments in 'args'")
        }
        do {
            return ([], try merged(args))
        } catch {
            throw Diagnostic(
                "'args' is a list of 'KEY: VALUE'", hint: "arguments by position are written '- arg: [...]'")
        }
    }

    /// Of the older way: a mapping, or a list of mappings as `args` has it.
    private static func keywords(_ kwarg: Value) throws(Diagnostic) -> ValueMap {
        do {
            return try merged(kwarg)
        } catch {
            throw Diagnostic(
                "'kwarg' is a mapping, not \(JSON.write(kwarg))", hint: "write it as '- kwarg: {test: True}'")
        }
    }

    private static func target(_ low: ValueMap) throws(Diagnostic) -> Target {
        if let ids = low["tgt"]?.list?.compactMap(\.scalarText) {
            return Target(ids.joined(separator: ","), type: .list)
        }
        guard let expression = low["tgt"]?.scalarText, !expression.isEmpty else {
            throw Diagnostic("'tgt' is missing", hint: "the minions that are meant, like 'web*'")
        }
        return try Target(expression, typeName: (low["tgt_type"] ?? low["expr_form"])?.string)
    }
}
