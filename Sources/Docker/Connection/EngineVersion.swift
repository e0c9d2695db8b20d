/// A version of the Engine API: `1.41`.
package struct EngineVersion: Sendable, Comparable, CustomStringConvertible {
    package let major: Int
    package let minor: Int

    /// The newest that this client was written for. A newer engine is asked to speak this one.
    package static let newest = EngineVersion(major: 1, minor: 47)

    package init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    package init?(_ text: String) {
        let parts = text.split(separator: ".").map { Int($0) }
        guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
        self.init(major: major, minor: minor)
    }

    package var description: String { "\(major).\(minor)" }

    package static func < (a: EngineVersion, b: EngineVersion) -> Bool { (a.major, a.minor) < (b.major, b.minor) }
}
