/// The name of a locale, taken apart: `de_DE.UTF-8@euro UTF-8`.
struct LocaleName: Sendable, Hashable {
    let language: String
    let codeset: String
    let modifier: String
    /// What stands behind a blank in `/etc/locale.gen`.
    let charmap: String

    init(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        charmap = words.count > 1 ? words[1] : ""
        let halves = (words.first ?? "").split(separator: "@", maxSplits: 1).map(String.init)
        modifier = halves.count > 1 ? halves[1] : ""
        let parts = (halves.first ?? "").split(separator: ".", maxSplits: 1).map(String.init)
        language = parts.first ?? ""
        codeset = parts.count > 1 ? parts[1] : ""
    }

    /// As `locale -a` has it: `de_DE.utf8`.
    var normalized: String {
        let codeset = codeset.filter { $0.isLetter || $0.isNumber }.lowercased()
        return language + (codeset.isEmpty ? "" : ".\(codeset)") + (modifier.isEmpty ? "" : "@\(modifier)")
    }

    /// The line of `/etc/locale.gen`.
    var line: String {
        let name = language + (codeset.isEmpty ? "" : ".\(codeset)") + (modifier.isEmpty ? "" : "@\(modifier)")
        return "\(name) \(charmap.isEmpty ? codeset : charmap)"
    }
}
