/// Where templates come from. Names are paths relative to the root of the file tree, with `/` between the parts.
package protocol TemplateLoader: Sendable {
    /// The source of the template, or nil where there is none of that name.
    func source(of name: String) throws -> String?
}

/// Templates from a dictionary.
package struct DictionaryLoader: TemplateLoader {
    private let sources: [String: String]

    package init(_ sources: [String: String]) { self.sources = sources }

    package func source(of name: String) throws -> String? { sources[name] }
}
