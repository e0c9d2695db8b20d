import Values

/// "did you mean 'x'?" for the names of templates.
enum NearestHint {
    static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
        // Very long names are no slips of the pen, and the search is quadratic in their length.
        name.utf8.count <= 80 ? NearestName.hint(for: name, among: candidates) : nil
    }
}
