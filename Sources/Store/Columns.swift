import GRDB
import Model
import Values

/// Reads the columns of a row; what does not fit is an error that names table and column, never a trap.
struct Columns {
    private let row: Row
    private let table: String

    init(_ row: Row, of table: String) {
        self.row = row
        self.table = table
    }

    func text(_ column: String) throws -> String { try required(column, optional(column)) }

    func number(_ column: String) throws -> Int64 { try required(column, optionalNumber(column)) }

    func optional(_ column: String) throws -> String? {
        try checked(column) { try String.fromColumn(row, column) }
    }

    func optionalNumber(_ column: String) throws -> Int64? {
        try checked(column) { try Int64.fromColumn(row, column) }
    }

    /// A column that holds the raw value of an enum.
    func name<Name: RawRepresentable>(_ column: String) throws -> Name where Name.RawValue == String {
        let text = try text(column)
        return try required(column, Name(rawValue: text))
    }

    func minion(_ column: String) throws -> MinionID {
        let text = try text(column)
        return try checked(column) { try MinionID(text) }
    }

    func jobID(_ column: String) throws -> JobID {
        let text = try text(column)
        return try checked(column) { try JobID(text) }
    }

    func function(_ column: String) throws -> FunctionName {
        let text = try text(column)
        return try checked(column) { try FunctionName(text) }
    }

    func json(_ column: String) throws -> Value {
        let text = try text(column)
        return try checked(column) { try JSON.read(text, file: "\(table).\(column)") }
    }

    func map(_ column: String) throws -> ValueMap { try required(column, json(column).map) }

    func list(_ column: String) throws -> [Value] { try required(column, json(column).list) }

    private func required<Wanted>(_ column: String, _ value: Wanted?) throws -> Wanted {
        guard let value else {
            throw StoreError.invalidRow(table: table, reason: "unexpected value in column '\(column)'")
        }
        return value
    }

    private func checked<Wanted>(_ column: String, _ body: () throws -> Wanted) throws -> Wanted {
        do { return try body() } catch {
            throw StoreError.invalidRow(table: table, reason: "column '\(column)': \(error)")
        }
    }
}

extension DatabaseValueConvertible {
    /// The column's value, nil for NULL.
    ///
    /// - Throws: when the row has no such column or it holds something else (GRDB's subscript would trap).
    fileprivate static func fromColumn(_ row: Row, _ column: String) throws -> Self? {
        guard let stored = row[column] as DatabaseValue? else {
            throw StoreError.invalidRow(table: "", reason: "no column '\(column)'")
        }
        if stored.isNull { return nil }
        guard let value = Self.fromDatabaseValue(stored) else {
            throw StoreError.invalidRow(table: "", reason: "\(stored) in '\(column)'")
        }
        return value
    }
}
