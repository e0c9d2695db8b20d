import Jinja

/// A table as the `mysql` client draws it.
enum MySQLTable {
    /// The rows by the value of one column; each is a dict of its columns, numbers as numbers.
    static func rows(_ lines: [String], by key: String) throws -> Object {
        let result = DictObject()
        var names: [String] = []
        for line in lines where !line.isEmpty && !line.hasPrefix("+") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(trimmed)
            guard names.count > 1 else {
                names = cells
                continue
            }
            let row = DictObject()
            for column in 1..<(names.count - 1) {
                guard column < cells.count else { throw Failure("list index out of range") }
                row[names[column]] = try ConversionFilters.number(.string(cells[column]))
            }
            guard let value = row[key] else {
                throw Failure("'\(key)'", hint: "the columns are \(names.filter { !$0.isEmpty })")
            }
            try result.set(value, .dict(row))
        }
        return .dict(result)
    }

    private static func trimmed(_ cell: Substring) -> String {
        var cell = cell
        while cell.first?.isWhitespace == true { cell.removeFirst() }
        while cell.last?.isWhitespace == true { cell.removeLast() }
        return String(cell)
    }
}
