import Output

/// Columns of printable text with a heading, two spaces between them.
struct TextTable {
    private let rows: [[String]]

    init(_ heading: [String], _ rows: [[String]]) { self.rows = ([heading] + rows).map { $0.map(\.printable) } }

    var text: String {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let isLast = column == row.count - 1
                line += cell + (isLast ? "" : String(repeating: " ", count: widths[column] - cell.count + 2))
            }
            return line
        }.joined(separator: "\n")
    }
}
