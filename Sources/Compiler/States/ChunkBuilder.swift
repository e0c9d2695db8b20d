import Model
import Values
import YAML

/// Turns declarations into low chunks: one per state module, or one per entry of `names`, with orders given.
struct ChunkBuilder {
    private let high: HighState
    private(set) var problems: [Diagnostic] = []

    init(_ high: HighState) { self.high = high }

    mutating func drafts() -> [DraftChunk] {
        let last = cap + 1_000_000
        var drafts: [DraftChunk] = []
        for declaration in high.declarations {
            for module in declaration.modules {
                guard let shared = chunk(of: module, in: declaration) else { continue }
                for var draft in named(shared, module) {
                    draft.chunk.order = order(draft.order, module, last: last)
                    draft.finish()
                    drafts.append(
                        DraftChunk(
                            draft.chunk, references: references(in: draft.arguments),
                            writtenOrder: draft.order?.value.scalar?.int))
                }
            }
        }
        return drafts
    }

    /// Above every positive order, in steps of a hundred.
    private lazy var cap: Int = high.declarations.flatMap(\.modules).reduce(1) { cap, module in
        let order = module.argument("order")?.value.scalar?.int ?? module.definitionOrder ?? 0
        return order > cap - 1 && order > 0 ? order + 100 : cap
    }

    private func chunk(of module: ModuleDeclaration, in declaration: StateDeclaration) -> PartialChunk? {
        guard let function = module.functions.first else { return nil }
        let chunk = LowChunk(
            state: module.module, function: function.name, name: module.declaredName ?? declaration.id,
            id: declaration.id, sls: declaration.sls, environment: declaration.environment,
            includedFrom: high.includedFrom[declaration.sls] ?? [], location: module.location)
        return PartialChunk(chunk: chunk, arguments: module.arguments)
    }

    /// The chunks of `names`: its entries are texts, or mappings of a text to arguments of its own.
    private mutating func named(_ shared: PartialChunk, _ module: ModuleDeclaration) -> [PartialChunk] {
        guard let names = module.argument("names")?.value.list, !names.isEmpty else { return [shared] }
        var seen: Set<String> = []
        var chunks: [PartialChunk] = []
        for item in names {
            guard let name = item.scalar?.scalarText ?? item.entries?.first?.key.text else {
                problems.append(
                    Diagnostic(
                        "The 'names' argument in state '\(shared.chunk.id)' in SLS '\(shared.chunk.sls)' holds "
                            + "\(item.kindName) in place of a name", at: item.location))
                continue
            }
            guard seen.insert(name).inserted else { continue }
            var chunk = shared
            chunk.chunk.name = name
            chunk.chunk.nameOrder = chunks.count + 1
            let own = item.entries?.first?.value
            for entry in own?.entries ?? own?.list?.flatMap({ $0.entries ?? [] }) ?? [] {
                let argument = StateArgument(name: entry.key.text, location: entry.key.location, value: entry.value)
                if argument.name == "name", let name = argument.value.scalar?.scalarText { chunk.chunk.name = name }
                chunk.arguments.removeAll { $0.name == argument.name }
                chunk.arguments.append(argument)
            }
            chunks.append(chunk)
        }
        return chunks
    }

    private mutating func order(_ argument: StateArgument?, _ module: ModuleDeclaration, last: Int) -> Int {
        guard let argument else { return module.definitionOrder ?? cap }
        switch argument.value.scalar {
        case .string("first"): return 0
        case .string("last"): return last
        case .int(let order): return order < 0 ? last + order : order
        case .double(let order) where order.magnitude < 1e15 && order == order.rounded(): return Int(order)
        default:
            problems.append(
                Diagnostic(
                    "'order' must be a whole number, 'first' or 'last'", at: argument.value.location))
            return cap
        }
    }

    private func references(in arguments: [StateArgument]) -> [RequisiteReference] {
        arguments.flatMap { argument -> [RequisiteReference] in
            guard let kind = RequisiteKind(rawValue: argument.name) else { return [] }
            return (argument.value.list ?? []).compactMap { reference(kind, $0) }
        }
    }

    /// Nil for `- pkg:` with nothing after it, which Salt ignores.
    private func reference(_ kind: RequisiteKind, _ item: LocatedValue) -> RequisiteReference? {
        if let id = item.string { return RequisiteReference(kind: kind, subject: .id(id), location: item.location) }
        guard let entry = item.entries?.first, let pattern = entry.value.string else { return nil }
        let subject: RequisiteReference.Subject =
            switch entry.key.text {
            case "id": .id(pattern)
            case "sls": .sls(pattern)
            case let module: .state(module: module, pattern)
            }
        return RequisiteReference(kind: kind, subject: subject, location: entry.key.location)
    }
}

/// A chunk on its way: its arguments are not sorted into the function's and the engine's yet.
private struct PartialChunk {
    var chunk: LowChunk
    var arguments: [StateArgument]

    var order: StateArgument? { arguments.last { $0.name == "order" } }

    mutating func finish() {
        for argument in arguments {
            switch argument.name {
            case "order": chunk.argumentLocations["order"] = argument.location
            case "name", "names", "state", "fun": break
            default:
                if StateKeywords.isGlobal(argument.name) {
                    chunk.globals[argument.name] = argument.value.value
                } else {
                    chunk.arguments[argument.name] = argument.value.value
                }
                chunk.argumentLocations[argument.name] = argument.location
            }
        }
    }
}
