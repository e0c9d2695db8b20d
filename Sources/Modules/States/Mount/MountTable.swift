import Host
import Values

/// What is mounted, as `/proc/self/mountinfo` has it.
package struct MountTable: Sendable, Hashable {
    package struct Mount: Sendable, Hashable {
        var device: String
        var kind: String
        var options: [String]
        /// Those of the file system, which all its mounts have.
        var commonOptions: [String]
    }

    static let path = "/proc/self/mountinfo"

    private var mounts: [String: Mount] = [:]

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard let dash = words.firstIndex(of: "-"), words.count > dash + 3, words.count > 5 else { continue }
            mounts[words[4]] = Mount(
                device: words[dash + 2], kind: words[dash + 1],
                options: words[5].split(separator: ",").map(String.init),
                commonOptions: words[dash + 3].split(separator: ",").map(String.init))
        }
    }

    init(_ files: any FileReading) throws { self.init(try files.readText(Self.path)) }

    /// - Parameter place: with blanks as they are.
    subscript(place: String) -> Mount? { mounts[place.replacing(" ", with: "\\040")] }
}
