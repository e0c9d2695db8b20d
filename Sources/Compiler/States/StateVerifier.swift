import Model
import Values
import YAML

/// Checks declarations after `extend` has been applied: functions, `names`, and the form of requisites.
struct StateVerifier {
    private(set) var problems: [Diagnostic] = []

    mutating func verify(_ declaration: StateDeclaration) {
        for module in declaration.modules {
            verifyFunctions(of: module, in: declaration)
            for argument in module.arguments {
                if argument.name == "names", argument.value.list == nil {
                    refuse(
                        "The 'names' argument in state '\(declaration.id)' in SLS '\(declaration.sls)' needs to be "
                            + "formed as a list", at: argument.value.location)
                } else if StateKeywords.isRequisite(argument.name) {
                    verify(argument, in: declaration)
                }
            }
        }
    }

    private mutating func verifyFunctions(of module: ModuleDeclaration, in declaration: StateDeclaration) {
        var place: String { "state '\(declaration.id)' in SLS '\(declaration.sls)'" }
        for function in module.functions where function.name.contains(where: \.isWhitespace) {
            refuse(
                "The function \"\(function.name)\" in state \"\(declaration.id)\" in SLS \"\(declaration.sls)\" has "
                    + "whitespace, a function with whitespace is not supported, perhaps this is an argument that is "
                    + "missing a \":\"", at: function.location)
        }
        if module.functions.isEmpty {
            refuse(
                "No function declared in \(place)", at: module.location,
                hint: "write '\(module.module).FUNCTION:' in place of '\(module.module):'")
        } else if module.functions.count > 1 {
            let names = module.functions.map(\.name).joined(separator: ", ")
            refuse(
                "Too many functions declared in \(place). Please choose one of the following: \(names)",
                at: module.functions[0].location)
        }
    }

    private mutating func verify(_ requisite: StateArgument, in declaration: StateDeclaration) {
        guard let items = requisite.value.list else {
            refuse(
                "The \(requisite.name) statement in state '\(declaration.id)' in SLS '\(declaration.sls)' needs to be formed as a list",
                at: requisite.value.location, hint: "write each one as '- MODULE: ID'")
            return
        }
        for item in items where item.string == nil {
            guard let entries = item.entries, entries.count == 1 else {
                refuse(
                    "Requisite declaration \(item.value.inline) in state \(declaration.id) in SLS "
                        + "\(declaration.sls) is not formed as a single key dictionary", at: item.location)
                continue
            }
            verify(entries[0], of: requisite.name, in: declaration)
        }
    }

    private mutating func verify(
        _ entry: LocatedValue.Entry, of kind: String, in declaration: StateDeclaration
    ) {
        let key = entry.key.text
        if let dot = key.firstIndex(of: ".") {
            refuse(
                "Invalid requisite type '\(key)' in state '\(declaration.id)', in SLS '\(declaration.sls)'. Requisite "
                    + "types must not contain dots, did you mean '\(key[..<dot])'?", at: entry.key.location)
        }
        switch entry.value.value {
        case .string, .null: break
        case .int, .double, .bool:
            refuse(
                "Requisite [\(kind): \(key)] in state [\(declaration.id)] in SLS [\(declaration.sls)] must have a string "
                    + "as the value", at: entry.value.location, hint: "put the value in quotes")
        case .list, .map:
            refuse(
                "Illegal requisite \"\(entry.value.value.inline)\" in SLS \"\(declaration.sls)\", please check your "
                    + "syntax.", at: entry.value.location, hint: "write '- MODULE: ID'")
        }
    }

    private mutating func refuse(_ message: String, at location: SourceLocation, hint: String? = nil) {
        problems.append(Diagnostic(message, at: location, hint: hint))
    }
}

extension Value {
    /// The value on one line, for messages.
    fileprivate var inline: Substring {
        var text = YAMLWriter.write(self, style: .flow)[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
