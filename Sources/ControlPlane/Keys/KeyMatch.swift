package import Model

/// Which keys a verb is for: ids and globs over ids, separated by commas as `salt-key` takes them.
package struct KeyMatch: Sendable {
    private let globs: [Glob]

    package init(_ text: String) { globs = text.split(separator: ",").map { Glob(String($0)) } }

    package func matches(_ id: MinionID) -> Bool { globs.contains { $0.matches(id.text) } }
}
