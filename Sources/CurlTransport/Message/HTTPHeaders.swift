/// The header fields of a response, in the order in which they came.
package struct HTTPHeaders: Sendable {
    package private(set) var fields: [(name: String, value: String)]

    package init(_ fields: [(name: String, value: String)] = []) { self.fields = fields }

    /// The value of the first field with this name; letter case does not count.
    package subscript(name: String) -> String? {
        let wanted = name.lowercased()
        return fields.first { $0.name.lowercased() == wanted }?.value
    }

    mutating func append(_ name: String, _ value: String) { fields.append((name, value)) }
}
