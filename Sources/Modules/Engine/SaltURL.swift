/// `salt://path/file?saltenv=env`, taken apart.
struct SaltURL: Sendable, Hashable {
    let path: String
    let environment: String

    init(_ text: String, environment: String) {
        let rest = text.hasPrefix("salt://") ? text.dropFirst("salt://".count) : text[...]
        let halves = rest.split(separator: "?", maxSplits: 1)
        // A leading bar keeps a path from being read as a pattern.
        let path = halves.first.map(String.init) ?? ""
        self.path = path.hasPrefix("|") ? String(path.dropFirst()) : path
        let query = halves.count > 1 ? halves[1] : ""
        let named = query.split(separator: "&").first { $0.hasPrefix("saltenv=") }
        self.environment = named.map { String($0.dropFirst("saltenv=".count)) } ?? environment
    }
}
