/// One line of a map: a key and the value that a lookup gives.
package struct MapEntry: Sendable, Hashable, CustomStringConvertible {
    package var key: String
    package var value: String

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    package var description: String { "\(key) \(value)" }
}
