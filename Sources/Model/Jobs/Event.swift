package import Values

/// Something that happened: a tag like `salt/job/2026.../ret/web1` and its data.
package struct Event: Sendable, Hashable {
    package var tag: String
    package var data: ValueMap

    package init(tag: String, data: ValueMap) {
        self.tag = tag
        self.data = data
    }

    /// `{"tag": ..., "data": {...}}`, the form of the event stream.
    package var value: Value { ["tag": .string(tag), "data": .map(data)] }
}
