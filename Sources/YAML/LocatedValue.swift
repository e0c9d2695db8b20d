package import Values

/// A value that knows where it was written: every scalar, list, map and map key has its place.
///
/// What an alias or a merge key brings in keeps the place of its anchor.
package struct LocatedValue: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        case scalar(Value)
        case list([LocatedValue])
        case map([Entry])
    }

    package struct Entry: Sendable, Hashable {
        package var key: Key
        package var value: LocatedValue

        package init(key: Key, value: LocatedValue) {
            self.key = key
            self.value = value
        }
    }

    /// A map's key; always a scalar.
    package struct Key: Sendable, Hashable {
        package var value: Value
        package var location: SourceLocation

        package init(_ value: Value, at location: SourceLocation) {
            self.value = value
            self.location = location
        }

        /// The key as a person would type it; `null` for an empty one.
        package var text: String { value.scalarText ?? "null" }
    }

    package var content: Content
    /// What stands under the same key later is added to it (`!aggregate` of `yamlex`).
    package var isAggregate = false
    package var location: SourceLocation

    package init(_ content: Content, at location: SourceLocation) {
        self.content = content
        self.location = location
    }

    /// A value that no file wrote (command line, program), as if all of it stood at `location`.
    package init(_ value: Value, at location: SourceLocation) {
        self.location = location
        switch value {
        case .list(let list): content = .list(list.map { LocatedValue($0, at: location) })
        case .map(let map):
            content = .map(
                map.map { Entry(key: Key($0.key, at: location), value: LocatedValue($0.value, at: location)) })
        default: content = .scalar(value)
        }
    }
}

extension LocatedValue {
    /// The plain value, without places.
    package var value: Value {
        switch content {
        case .scalar(let value): value
        case .list(let list): .list(list.map(\.value))
        case .map(let entries): .map(ValueMap(entries.lazy.map { ($0.key.value, $0.value.value) }))
        }
    }

    package var scalar: Value? { if case .scalar(let value) = content { value } else { nil } }
    package var string: String? { scalar?.string }
    package var list: [LocatedValue]? { if case .list(let list) = content { list } else { nil } }
    package var entries: [Entry]? { if case .map(let entries) = content { entries } else { nil } }
    package var isNull: Bool { scalar == .null }

    /// The name of the kind in a sentence for people: "a string", "a list".
    package var kindName: String {
        switch content {
        case .scalar(let value): value.kindName
        case .list: "a list"
        case .map: "a mapping"
        }
    }

    package func entry(_ key: String) -> Entry? { entries?.first { $0.key.value == .string(key) } }

    package subscript(key: String) -> LocatedValue? { entry(key)?.value }
}
