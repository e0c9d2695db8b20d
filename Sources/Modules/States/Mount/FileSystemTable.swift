import Host
import Values

/// `/etc/fstab`: what is mounted when the system starts.
package struct FileSystemTable: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        var device: String
        var place: String
        var kind: String
        var options: String
        var dump = "0"
        var pass = "0"

        init(device: String, place: String, kind: String, options: String, dump: String = "0", pass: String = "0") {
            self.device = device.replacing("\\ ", with: "\\040")
            self.place = place
            self.kind = kind
            self.options = options.replacing("\\ ", with: "\\040")
            self.dump = dump
            self.pass = pass
        }

        /// Nil for a line that is none.
        init?(_ line: String) {
            guard !line.hasPrefix("#") else { return nil }
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard (4...6).contains(words.count) else { return nil }
            self.init(
                device: words[0], place: words[1], kind: words[2], options: words[3],
                dump: words.count > 4 ? words[4] : "0", pass: words.count > 5 ? words[5] : "0")
        }

        var line: String { "\(device)\t\t\(place)\t\(kind)\t\(options)\t\(dump) \(pass)\n" }

        /// The same but for the order of options.
        func isSame(as other: Entry) -> Bool {
            var (own, others) = (self, other)
            own.options = options.split(separator: ",").sorted().joined(separator: ",")
            others.options = other.options.split(separator: ",").sorted().joined(separator: ",")
            return own == others
        }

        /// A field by its name.
        func field(_ name: String) -> String? {
            switch name {
            case "device": device
            case "name": place
            case "fstype": kind
            case "opts": options
            case "dump": dump
            case "pass_num": pass
            default: nil
            }
        }
    }

    enum Outcome: String, Sendable, Hashable { case present, new, change }

    private var lines: [String]

    init(_ text: String) { lines = TextLines.whole(text) }

    var entries: [Entry] { lines.compactMap(Entry.init) }

    var text: String { lines.joined() }

    /// The fields by which an entry is found again; kinds that have no device of their own go by their place.
    static func standardFields(of kind: String) -> [String] {
        let special = [
            "none", "tmpfs", "sysfs", "proc", "fusectl", "debugfs", "securityfs", "devtmpfs", "cgroup", "nfs", "nfs4",
            "glusterfs", "btrfs", "ceph",
        ]
        return special.contains(kind) ? ["name"] : ["device"]
    }

    /// - Parameter keeps: an entry that is there stays as it is.
    mutating func set(_ entry: Entry, matchingOn fields: [String], keeps: Bool = false) -> Outcome {
        var outcome = Outcome.new
        for (index, line) in lines.enumerated() {
            guard let old = Entry(line), fields.allSatisfy({ old.field($0) == entry.field($0) }) else { continue }
            if old.isSame(as: entry) || keeps {
                outcome = .present
            } else {
                outcome = .change
                lines[index] = entry.line
            }
        }
        guard outcome == .new else { return outcome }
        if let last = lines.last, !last.hasSuffix("\n") { lines[lines.count - 1] += "\n" }
        lines.append(entry.line)
        return .new
    }

    /// - Parameter device: nil for any.
    mutating func remove(place: String, device: String?) {
        lines.removeAll { line in
            Entry(line).map { $0.place == place && (device ?? $0.device) == $0.device } ?? false
        }
    }
}
