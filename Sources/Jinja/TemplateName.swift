package import Values

/// Names of templates as paths, and what Salt derives from them.
package enum TemplateName {
    /// The name that `reference` means in the template `importer`: one that starts with `./` or `../` is relative to the
    /// importer's directory. Nil where it leaves the root.
    package static func resolve(_ reference: String, from importer: String) -> String? {
        guard isRelative(reference) else { return reference }
        var parts = importer.split(separator: "/").dropLast().map(String.init)
        for part in reference.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": if parts.popLast() == nil { return nil }
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }

    static func isRelative(_ reference: String) -> Bool {
        reference.hasPrefix("./") || reference.hasPrefix("../")
    }

    /// Salt's `tplfile`, `tpldir` and `tpldot`: of a relative import the file is named as written and the directory is the
    /// importer's.
    package static func saltVariables(of name: String, importer: String?) -> [String: Value] {
        let directory = (importer ?? name).split(separator: "/").dropLast().joined(separator: "/")
        return [
            "tplfile": .string(name),
            "tpldir": .string(directory.isEmpty ? "." : directory),
            "tpldot": .string(String(directory.map { $0 == "/" ? "." : $0 })),
        ]
    }
}
