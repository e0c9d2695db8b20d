import Jinja
import Values

/// A template with its context and the files that it imports, as the scripts write it.
struct RenderCase {
    let name: String
    let template: String
    let context: ValueMap
    private let files: [String: String]

    init(_ value: Value) {
        name = value["name"]?.string ?? "template"
        template = value["template"]?.string ?? ""
        context = value["context"]?.map ?? [:]
        var files: [String: String] = [:]
        for (path, text) in value["files"]?.map ?? [:] { files[path.scalarText ?? ""] = text.string ?? "" }
        self.files = files
    }

    /// A new environment, in which nothing is cached.
    func environment(limits: Limits = Limits()) -> Environment {
        var options = Environment.Options.jinja
        options.limits = limits
        return Environment(loader: DictionaryLoader(files), options: options)
    }
}
