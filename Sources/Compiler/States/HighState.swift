package import Values
import YAML

/// Declarations in the order of their definition, found by ID or by name: what all SLS files of a run add up to.
package struct HighState: Sendable, Hashable {
    package private(set) var declarations: [StateDeclaration] = []
    private var positions: [String: Int] = [:]
    /// By SLS: the one that included it first, the one that included that, and so on.
    package var includedFrom: [String: [String]] = [:]

    /// The files held no declaration, not even one that was excluded.
    package var declaresNothing = false

    package init() {}

    /// Adds a declaration, unless its ID is taken: then the one that has it.
    mutating func add(_ declaration: StateDeclaration) -> StateDeclaration? {
        if let position = positions[declaration.id] { return declarations[position] }
        positions[declaration.id] = declarations.count
        declarations.append(declaration)
        return nil
    }

    package func position(ofID id: String) -> Int? { positions[id] }

    /// Where `reference`, an ID or a `name`, is declared with state module `module`: by ID first, else by name.
    func positions(of reference: String, module: String) -> [Int] {
        if let position = positions[reference] { return [position] }
        return declarations.indices.filter { declarations[$0].module(module)?.declaredName == reference }
    }

    /// The position of the ID, else of the first declaration with that `name`, and the module that has it.
    func position(ofIDOrName reference: String) -> (position: Int, module: String)? {
        if let position = positions[reference], let module = declarations[position].modules.first {
            return (position, module.module)
        }
        for (position, declaration) in declarations.enumerated() {
            if let module = declaration.modules.first(where: { $0.declaredName == reference }) {
                return (position, module.module)
            }
        }
        return nil
    }

    mutating func change(_ position: Int, _ body: (inout StateDeclaration) -> Void) { body(&declarations[position]) }

    /// Puts the declarations into the order of `place`, those of one place as they are.
    mutating func sort(by place: (StateDeclaration) -> Int) {
        let keys = declarations.enumerated().map { (place: place($1), position: $0) }
        declarations = keys.sorted { $0 < $1 }.map { declarations[$0.position] }
        findPositions()
    }

    /// Removes the declarations that `isExcluded` names.
    mutating func remove(where isExcluded: (StateDeclaration) -> Bool) {
        declarations.removeAll(where: isExcluded)
        findPositions()
    }

    private mutating func findPositions() {
        positions = Dictionary(uniqueKeysWithValues: declarations.enumerated().map { ($1.id, $0) })
    }
}

extension HighState {
    /// The mapping that `state.show_sls` and `state.show_highstate` give.
    package var value: Value {
        var map = ValueMap()
        for declaration in declarations {
            var body = ValueMap()
            for module in declaration.modules { body[module.module] = module.value }
            body["__sls__"] = .string(declaration.sls)
            body["__env__"] = .string(declaration.environment)
            if let includers = includedFrom[declaration.sls], !includers.isEmpty {
                body["__sls_included_from__"] = .strings(includers)
            }
            map[declaration.id] = .map(body)
        }
        return .map(map)
    }
}

extension ModuleDeclaration {
    /// Its arguments, each a mapping of one key, its function, and its place in the order of definition.
    var value: Value {
        var items: [Value] = arguments.map { .map(ValueMap([(.string($0.name), $0.value.value)])) }
        items += functions.map { .string($0.name) }
        if argument("order") == nil, let order = definitionOrder { items.append(["order": .int(order)]) }
        return .list(items)
    }
}

extension SLSDocument.Extension {
    /// `{ID: {module: [...]}}`, as `__extend__` lists it.
    var value: Value {
        var body = ValueMap(modules.map { (.string($0.module), $0.value) })
        body["__sls__"] = .string(sls)
        body["__env__"] = .string(environment)
        return .map(ValueMap([(.string(id), .map(body))]))
    }
}
