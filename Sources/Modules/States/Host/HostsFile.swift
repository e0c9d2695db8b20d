import Values

/// `/etc/hosts`: addresses with their names, and comment lines between them.
struct HostsFile: Sendable, Hashable {
    private enum Line: Sendable, Hashable {
        case comment(String)
        case address(String)
    }

    struct Entry: Sendable, Hashable {
        var aliases: [String] = []
        var comment: String?
    }

    private var lines: [Line] = []
    private var entries: [String: Entry] = [:]

    /// The addresses in their order, each once.
    var addresses: [String] {
        lines.compactMap { if case .address(let address) = $0 { address } else { nil } }
    }

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let line = line.trimming { $0 == " " || $0 == "\t" || $0 == "\r" }
            if line.isEmpty { continue }
            if line.hasPrefix("#") {
                lines.append(.comment(String(line)))
                continue
            }
            let halves = line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let words = halves[0].split(whereSeparator: \.isWhitespace).map(String.init)
            guard let address = words.first else { continue }
            add(Array(words.dropFirst()), to: address)
            if halves.count > 1 {
                let comment = halves[1].drop(while: \.isWhitespace)
                if !comment.isEmpty { entries[address]?.comment = String(comment) }
            }
        }
    }

    subscript(address: String) -> Entry? { entries[address] }

    mutating func add(_ aliases: [String], to address: String) {
        if entries[address] == nil { lines.append(.address(address)) }
        entries[address, default: Entry()].aliases += aliases
    }

    mutating func setComment(_ comment: String, of address: String) { entries[address]?.comment = comment }

    /// An address without names goes, too.
    mutating func remove(_ alias: String, from address: String) {
        entries[address]?.aliases.removeAll { $0 == alias }
        guard entries[address]?.aliases.isEmpty == true else { return }
        entries.removeValue(forKey: address)
        lines.removeAll { $0 == .address(address) }
    }

    mutating func set(_ aliases: [String], of address: String) {
        if entries[address] == nil { lines.append(.address(address)) }
        entries[address] = Entry(aliases: aliases)
    }

    var text: String {
        lines.map { line in
            switch line {
            case .comment(let text): return text + "\n"
            case .address(let address):
                let entry = entries[address] ?? Entry()
                let names = "\(address)\t\t\(entry.aliases.joined(separator: " "))"
                return (entry.comment.map { "\(names)\t\t# \($0)" } ?? names) + "\n"
            }
        }.joined()
    }

    /// Where it is; the setting `hosts.file` names another.
    static func path(_ options: ValueMap) -> String { options["hosts.file"]?.string ?? "/etc/hosts" }
}

extension Substring {
    fileprivate func trimming(_ isUnwanted: (Character) -> Bool) -> Substring {
        var rest = drop(while: isUnwanted)
        while let last = rest.last, isUnwanted(last) { rest.removeLast() }
        return rest
    }
}
