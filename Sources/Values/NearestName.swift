/// Finds the name that a mistyped one was probably meant to be.
package enum NearestName {
    /// The candidate with the smallest edit distance, if it is near enough to be a likely slip; nil otherwise.
    package static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
        let limit = max(1, min(3, name.count / 3))
        var best: (name: String, distance: Int)?
        for candidate in candidates where candidate != name {
            let found = distance(Array(name.lowercased()), Array(candidate.lowercased()))
            if found <= limit, found < best?.distance ?? .max { best = (candidate, found) }
        }
        return best?.name
    }

    /// "did you mean 'x'?", or nil.
    package static func hint(for name: String, among candidates: some Sequence<String>) -> String? {
        of(name, among: candidates).map { "did you mean '\($0)'?" }
    }

    /// Edit distance with neighbouring letters swapped counting as one slip (optimal string alignment).
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var rows = [Array(0...b.count), [], []]
        for i in 1...a.count {
            var row = [i]
            for j in 1...b.count {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                var value = min(rows[0][j] + 1, row[j - 1] + 1, rows[0][j - 1] + cost)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { value = min(value, rows[1][j - 2] + 1) }
                row.append(value)
            }
            rows = [row, rows[0], rows[1]]
        }
        return rows[0][b.count]
    }
}
