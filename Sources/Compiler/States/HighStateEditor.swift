import Model
import Values
import YAML

/// Applies `extend`, `use`, `use_in` and the `*_in` requisites to the declarations that they mean.
struct HighStateEditor {
    private(set) var high: HighState
    private(set) var problems: [Diagnostic] = []

    init(_ high: HighState) { self.high = high }

    mutating func extend(_ extensions: [SLSDocument.Extension]) {
        for addition in extensions {
            for module in addition.modules {
                let positions = high.positions(of: addition.id, module: module.module)
                guard positions.count == 1 else {
                    refuse(addition, positions.count)
                    continue
                }
                high.change(positions[0]) { $0.extend(with: module) }
            }
        }
    }

    private mutating func refuse(_ addition: SLSDocument.Extension, _ count: Int) {
        let hint =
            count > 1
            ? "\(count) states have that name: extend one by its ID"
            : NearestName.hint(for: addition.id, among: high.declarations.map(\.id))
        problems.append(
            Self.cannotExtend(
                addition.id, environment: addition.environment, sls: addition.sls, at: addition.location, hint: hint))
    }

    private static func cannotExtend(
        _ id: String, environment: String, sls: String, at location: SourceLocation, hint: String?
    ) -> Diagnostic {
        Diagnostic(
            "Cannot extend ID '\(id)' in '\(environment):\(sls)'. It is not part of the high state.\nThis is likely due to "
                + "a missing include statement or an incorrectly typed ID.\nEnsure that a state with an ID of '\(id)' is "
                + "available\nin environment '\(environment)' and to SLS '\(sls)'", at: location, hint: hint)
    }

    /// `require_in` and its like become the plain form in their targets, where `isMeant` says so of the keyword.
    mutating func reverse(_ isMeant: (String) -> Bool) {
        for declaration in high.declarations {
            for module in declaration.modules {
                for argument in module.arguments where isMeant(argument.name) {
                    guard let kind = StateKeywords.reverse[argument.name], let items = argument.value.list else {
                        continue
                    }
                    for item in items { add(kind, to: item, from: declaration, module) }
                }
            }
        }
    }

    private mutating func add(
        _ kind: String, to item: LocatedValue, from declaration: StateDeclaration, _ module: ModuleDeclaration
    ) {
        let back = LocatedValue(
            .map([
                LocatedValue.Entry(
                    key: .init(.string(module.module), at: item.location),
                    value: LocatedValue(.scalar(.string(declaration.id)), at: item.location))
            ]), at: item.location)
        let argument = StateArgument(
            name: kind, location: item.location, value: LocatedValue(.list([back]), at: item.location))
        for target in targets(of: item, from: declaration) {
            let addition = ModuleDeclaration(
                module: target.module, location: item.location, functions: [], arguments: [argument])
            high.change(target.position) { $0.extend(with: addition) }
        }
    }

    private mutating func targets(
        of item: LocatedValue, from declaration: StateDeclaration
    ) -> [(position: Int, module: String)] {
        if let reference = item.string {
            return high.position(ofIDOrName: reference).map { [$0] } ?? []
        }
        guard let entry = item.entries?.first, let reference = entry.value.string else { return [] }
        let module = entry.key.text
        if module == "sls" {
            return high.declarations.enumerated().flatMap { position, other in
                other.sls == reference ? other.modules.map { (position, $0.module) } : []
            }
        }
        if module == "id", let position = high.position(ofIDOrName: reference) { return [position] }
        let positions = candidates(reference, module).filter { high.declarations[$0].module(module) != nil }
        if positions.isEmpty {
            let ids = high.declarations.filter { $0.module(module) != nil }.map(\.id)
            problems.append(
                Self.cannotExtend(
                    reference, environment: declaration.environment, sls: declaration.sls, at: item.location,
                    hint: NearestName.hint(for: reference, among: ids)))
        }
        return positions.map { ($0, module) }
    }

    private func candidates(_ reference: String, _ module: String) -> [Int] {
        let exact = high.positions(of: reference, module: module)
        guard exact.isEmpty, Glob.isPattern(reference) else { return exact }
        let glob = Glob(reference)
        return high.declarations.indices.filter { glob.matches(high.declarations[$0].id) }
    }

    /// `use: [{mod: id}]` copies the arguments that are missing here from there; not what was copied there itself. What
    /// several have is the last one's.
    mutating func use() {
        let original = high
        for (position, declaration) in high.declarations.enumerated() {
            for module in declaration.modules {
                guard let items = module.argument("use")?.value.list else { continue }
                for item in items {
                    for target in targets(of: item, from: declaration) where target.position != position {
                        guard let given = original.declarations[target.position].module(target.module) else { continue }
                        copy(given, to: position, module)
                    }
                }
            }
        }
    }

    private mutating func copy(_ given: ModuleDeclaration, to position: Int, _ own: ModuleDeclaration) {
        high.change(position) { declaration in
            guard let index = declaration.modules.firstIndex(where: { $0.module == own.module }) else { return }
            for argument in given.arguments
            where StateKeywords.isUsable(argument.name)
                && own.argument(argument.name) == nil
            {
                declaration.modules[index].extend(with: argument)
            }
        }
    }
}

extension StateDeclaration {
    /// Salt's rules: a function replaces the function, requisites are added, other arguments replace their namesake or
    /// are appended, `name` replaces `names`.
    fileprivate mutating func extend(with addition: ModuleDeclaration) {
        guard let index = modules.firstIndex(where: { $0.module == addition.module }) else {
            modules.append(addition)
            return
        }
        if !addition.functions.isEmpty { modules[index].functions = addition.functions }
        for argument in addition.arguments { modules[index].extend(with: argument) }
    }
}

extension ModuleDeclaration {
    fileprivate mutating func extend(with argument: StateArgument) {
        if argument.name == "name" { arguments.removeAll { $0.name == "names" } }
        guard let index = arguments.firstIndex(where: { $0.name == argument.name }) else {
            arguments.append(argument)
            return
        }
        if StateKeywords.requisites.contains(argument.name), let old = arguments[index].value.list,
            let new = argument.value.list
        {
            arguments[index].value.content = .list(old + new)
        } else {
            arguments[index] = argument
        }
    }
}
