import Model
import Values
import YAML

/// Takes a rendered SLS apart and collects everything that is wrong with its form.
struct SLSReader {
    let sls: String
    let environment: String
    private(set) var problems: [Diagnostic] = []

    init(sls: String, environment: String) {
        self.sls = sls
        self.environment = environment
    }

    mutating func read(_ data: LocatedValue) -> SLSDocument {
        var document = SLSDocument()
        guard let entries = data.entries else {
            // Null, an empty list, zero: nothing is declared, as in an empty file.
            guard data.value.isTruthy else { return document }
            refuse(
                "SLS \(sls) does not render to a dictionary", at: data.location,
                hint: "an SLS is a mapping of state IDs; this one renders to \(data.kindName)")
            return document
        }
        for entry in entries {
            switch entry.key.value {
            case "include": document.includes = includes(entry.value)
            case "exclude":
                document.exclusions = exclusions(entry.value)
                document.writtenExclusions = entry.value.list?.map(\.value) ?? []
            case "extend": document.extensions = extensions(entry.value)
            case .string(let id) where id.hasPrefix("__"): break
            case .string(let id):
                if let declaration = declaration(id, entry) { document.declarations.append(declaration) }
            default:
                let id = entry.key.value.isNull ? "None" : entry.key.text
                refuse(
                    "ID '\(id)' in SLS '\(sls)' is not formed as a string, but is "
                        + "type \(entry.key.value.pythonTypeName). It may need to be quoted.", at: entry.key.location,
                    hint: "write '\(entry.key.text)': in quotes")
            }
        }
        return document
    }

    private mutating func includes(_ value: LocatedValue) -> [SLSDocument.Include] {
        guard let list = value.list else {
            refuse(
                "Include Declaration in SLS \(sls) is not formed as a list", at: value.location,
                hint: "write each file on a line of its own: '- name'")
            return []
        }
        return list.compactMap { item in
            if let name = item.scalar?.scalarText {
                return SLSDocument.Include(name: name, environment: .own, location: item.location)
            }
            guard let entry = item.entries?.first, item.entries?.count == 1, let name = entry.value.scalar?.scalarText
            else {
                refuse("Include Declaration in SLS \(sls) holds \(item.kindName) in place of a name", at: item.location)
                return nil
            }
            return SLSDocument.Include(
                name: name, environment: entry.key.text == "_xenv" ? .any : .named(entry.key.text),
                location: item.location)
        }
    }

    private mutating func exclusions(_ value: LocatedValue) -> [Exclusion] {
        guard let list = value.list else {
            refuse("Exclude Declaration in SLS \(sls) is not formed as a list", at: value.location)
            return []
        }
        return list.compactMap { item in
            if let name = item.scalar?.scalarText { return .sls(name) }
            if let name = item["sls"]?.scalar?.scalarText { return .sls(name) }
            if let id = item["id"]?.scalar?.scalarText { return .id(id) }
            refuse(
                "Exclude Declaration in SLS \(sls) holds what is neither an SLS nor an ID", at: item.location,
                hint: "write '- sls: NAME' or '- id: ID'")
            return nil
        }
    }

    private mutating func extensions(_ value: LocatedValue) -> [SLSDocument.Extension] {
        guard let entries = value.entries else {
            refuse("Extension value in SLS '\(sls)' is not a dictionary", at: value.location)
            return []
        }
        return entries.compactMap { entry in
            guard let body = entry.value.entries else {
                refuse(
                    "Extension name '\(entry.key.text)' in SLS '\(sls)' is not a dictionary", at: entry.value.location)
                return nil
            }
            return SLSDocument.Extension(
                id: entry.key.text, location: entry.key.location, sls: sls, environment: environment,
                modules: modules(body, id: entry.key.text))
        }
    }

    private mutating func declaration(_ id: String, _ entry: LocatedValue.Entry) -> StateDeclaration? {
        var declaration = StateDeclaration(
            id: id, location: entry.key.location, sls: sls, environment: environment, modules: [])
        if let body = entry.value.entries {
            declaration.modules = modules(body, id: id)
            return declaration
        }
        guard let text = entry.value.string, let dot = text.firstIndex(of: ".") else {
            let hint = entry.value.isNull ? "nothing is indented under it" : "under an ID stands MODULE.FUNCTION"
            refuse("ID \(id) in SLS \(sls) is not a dictionary", at: entry.key.location, hint: hint)
            return nil
        }
        let function = ModuleDeclaration.Function(
            name: String(text[text.index(after: dot)...]), location: entry.value.location)
        declaration.modules = [
            ModuleDeclaration(
                module: String(text[..<dot]), location: entry.value.location, functions: [function], arguments: [])
        ]
        return declaration
    }

    private mutating func modules(_ body: [LocatedValue.Entry], id: String) -> [ModuleDeclaration] {
        var modules: [ModuleDeclaration] = []
        for entry in body where !entry.key.text.hasPrefix("__") {
            guard let module = module(entry, id: id) else { continue }
            if modules.contains(where: { $0.module == module.module }) {
                refuse(
                    "ID '\(id)' in SLS '\(sls)' contains multiple state declarations of the same type",
                    at: entry.key.location, hint: "give the second \(module.module) state an ID of its own")
            } else {
                modules.append(module)
            }
        }
        return modules
    }

    private mutating func module(_ entry: LocatedValue.Entry, id: String) -> ModuleDeclaration? {
        let key = entry.key.text
        guard let items = entry.value.list else {
            refuseBody(entry, id: id)
            return nil
        }
        var module = ModuleDeclaration(module: key, location: entry.key.location, functions: [], arguments: [])
        let dot = key.firstIndex(of: ".")
        if let dot { module.module = String(key[..<dot]) }
        for item in items { read(item, into: &module, id: id) }
        if let dot {
            let name = String(key[key.index(after: dot)...])
            module.functions.append(.init(name: name, location: entry.key.location))
        }
        return module
    }

    private mutating func refuseBody(_ entry: LocatedValue.Entry, id: String) {
        let key = entry.key.text
        if entry.value.isNull {
            refuse(
                "ID '\(id)' in SLS '\(sls)' contains a short declaration (\(key)) with a trailing colon. When not "
                    + "passing any arguments to a state, the colon must be omitted.", at: entry.key.location,
                hint: "write '\(key): []', or '\(id): \(key)' on one line")
            return
        }
        let first = entry.value.entries?.first?.key.text
        refuse(
            "State '\(id)' in SLS '\(sls)' is not formed as a list", at: entry.value.location,
            hint: first.map { "write each argument as an item of a list: '- \($0): ...'" })
    }

    private mutating func read(_ item: LocatedValue, into module: inout ModuleDeclaration, id: String) {
        if let word = item.string {
            module.functions.append(.init(name: word, location: item.location))
            return
        }
        guard let entries = item.entries, let entry = entries.first else {
            refuse(
                "State '\(id)' in SLS '\(sls)' has \(item.kindName) where an argument is expected", at: item.location,
                hint: "an argument is written '- NAME: VALUE'")
            return
        }
        if entries.count > 1, StateKeywords.isRequisite(entry.key.text) {
            refuse(
                "Multiple dictionaries defined in argument of state '\(id)' in SLS '\(sls)'",
                at: entries[1].key.location, hint: "begin '\(entries[1].key.text)' with its own '- '")
        }
        for entry in entries {
            module.arguments.append(
                StateArgument(name: entry.key.text, location: entry.key.location, value: entry.value))
        }
    }

    private mutating func refuse(_ message: String, at location: SourceLocation, hint: String? = nil) {
        problems.append(Diagnostic(message, at: location, hint: hint))
    }
}
