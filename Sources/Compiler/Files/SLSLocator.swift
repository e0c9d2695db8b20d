import Model
package import Values

/// An SLS file that was found: its name, where it lies, and its text.
package struct SLSSource: Sendable, Hashable {
    /// The dotted name, `web.config`.
    package var name: String
    package var environment: String
    /// `web/config.sls` or `web/config/init.sls`
    package var path: String
    package var text: String

    package init(name: String, environment: String, path: String, text: String) {
        self.name = name
        self.environment = environment
        self.path = path
        self.text = text
    }

    /// Whether it is the `init.sls` of its directory, which relative includes depend on.
    package var isInit: Bool { path.hasSuffix("/init.sls") }
}

/// Finds SLS files by their dotted names.
package struct SLSLocator: Sendable {
    package let tree: any FileTree

    package init(tree: any FileTree) { self.tree = tree }

    /// `a.b` is `a/b.sls`, else `a/b/init.sls`; nil when neither is there.
    package func find(_ name: String, environment: String) throws(Diagnostic) -> SLSSource? {
        let base = name.replacing(".", with: "/")
        for path in [base + ".sls", base + "/init.sls"] {
            if let text = try text(of: path, environment: environment) {
                return SLSSource(name: name, environment: environment, path: path, text: text)
            }
        }
        return nil
    }

    /// The text of a file; nil when there is none.
    package func text(of path: String, environment: String) throws(Diagnostic) -> String? {
        let bytes: [UInt8]?
        do {
            bytes = try tree.read(path, environment: environment)
        } catch {
            throw (error as? Diagnostic) ?? Diagnostic("'\(path)' can't be read: \(error)")
        }
        guard let bytes else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Diagnostic(
                "the file is not UTF-8 text", at: SourceLocation(file: path, line: 1),
                hint: "save it as UTF-8, or serve it with file.managed and no template")
        }
        return text
    }

    /// All names of an environment.
    package func names(environment: String) throws(Diagnostic) -> [String] {
        let files: [String]
        do {
            files = try tree.files(environment: environment)
        } catch {
            throw (error as? Diagnostic) ?? Diagnostic("the files of '\(environment)' can't be listed: \(error)")
        }
        return files.filter { $0.hasSuffix(".sls") }.map { file in
            let stem = file.dropLast(4)
            return String(stem.hasSuffix("/init") ? stem.dropLast(5) : stem).replacing("/", with: ".")
        }
    }

    /// The names that a glob means, in order of their text; a plain name is returned as it is, whether it exists or not.
    package func expand(_ name: String, environment: String) throws(Diagnostic) -> [String] {
        guard Glob.isPattern(name) else { return [name] }
        let glob = Glob(name)
        return try names(environment: environment).filter(glob.matches).sorted()
    }

    /// "did you mean 'web.config'?" for a name that isn't there.
    package func hint(for name: String, environment: String) throws(Diagnostic) -> String? {
        NearestName.hint(for: name, among: try names(environment: environment))
    }
}
