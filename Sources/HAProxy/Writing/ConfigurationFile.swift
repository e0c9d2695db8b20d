/// The text of a configuration file, seen as sections and slots; for files that Pigeon wrote and for any other.
package struct ConfigurationFile: Sendable, Hashable {
    package struct Section: Sendable, Hashable {
        /// The first line: `backend app_a`. Empty for what stands before the first section.
        package var header: String
        package var lines: [String]
    }

    /// What an empty slot's line has for an address; nothing is ever sent there.
    static let emptyAddress = "127.0.0.1:1"
    static let descriptionPrefix = "description pigeon-"

    package let text: String
    package let sections: [Section]

    package init(_ text: String) {
        self.text = text
        var sections = [Section(header: "", lines: [])]
        for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            if line.first?.isWhitespace == true {
                sections[sections.count - 1].lines.append(words.joined(separator: " "))
            } else {
                sections.append(Section(header: words.joined(separator: " "), lines: []))
            }
        }
        self.sections = sections.filter { !$0.header.isEmpty || !$0.lines.isEmpty }
    }

    static func slotLine(_ name: String, _ server: BackendServer?) -> String {
        server.map { "server \(name) \($0)" } ?? "server \(name) \(emptyAddress) disabled"
    }

    /// The slots of each backend that has some, by the backend's name.
    package var slotTables: [String: SlotTable] {
        var tables: [String: SlotTable] = [:]
        for section in sections where section.header.hasPrefix("backend ") {
            let slots = section.lines.compactMap(Self.slot)
            guard !slots.isEmpty else { continue }
            tables[String(section.header.dropFirst("backend ".count))] = SlotTable(servers: slots.map(\.server))
        }
        return tables
    }

    /// The same file with other servers in the slots of one backend; all else stays as it is, to the byte.
    package func replacingSlots(of backend: String, with table: SlotTable) -> ConfigurationFile {
        var current = ""
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            if line.first?.isWhitespace == false {
                current = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            }
            let words = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            guard current == "backend \(backend)", let slot = Self.slot(words),
                table.servers.indices.contains(slot.index)
            else { return String(line) }
            return "    \(Self.slotLine(SlotTable.name(slot.index), table.servers[slot.index]))"
        }
        return ConfigurationFile(lines.joined(separator: "\n"))
    }

    /// The sections with the slots emptied and without the fingerprint: what a reload is needed for.
    var skeleton: [Section] {
        sections.map { section in
            var section = section
            section.lines = section.lines.compactMap { line in
                if line.hasPrefix(Self.descriptionPrefix) { return nil }
                return Self.slot(line).map { Self.slotLine(SlotTable.name($0.index), nil) } ?? line
            }
            return section
        }
    }

    /// A digest of the skeleton (FNV-1a, 64 bits): equal for files that differ in their slots' contents only.
    package var fingerprint: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for section in skeleton {
            for byte in "\(section.header)\n\(section.lines.joined(separator: "\n"))\n".utf8 {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
            }
        }
        let text = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }

    /// What `show info` of a worker that was started from this file says as its description.
    package var runningDescription: String { "pigeon-\(fingerprint)" }

    private static func slot(_ line: String) -> (index: Int, server: BackendServer?)? {
        let words = line.split(separator: " ")
        guard words.count >= 3, words[0] == "server", let index = SlotTable.index(words[1]) else { return nil }
        return (index, words.contains("disabled") ? nil : BackendServer(String(words[2])))
    }
}
