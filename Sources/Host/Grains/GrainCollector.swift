package import Values

/// Finds out one family of facts about this machine.
package protocol GrainCollector: Sendable {
    /// What it found; a fact that can't be known is left out. May block.
    func collect(from files: any FileReading) -> ValueMap
}

extension GrainCollector {
    /// A small file of the kernel without surrounding white space; nil when it can't be read or is empty.
    func line(_ path: String, _ files: any FileReading) -> String? {
        guard files.isFile(path) else { return nil }
        do {
            let text = try files.readText(path)
            let trimmed = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
            return trimmed.isEmpty ? nil : trimmed
        } catch {
            return nil
        }
    }

    func lines(_ path: String, _ files: any FileReading) -> [Substring] {
        do {
            return try files.readText(path).utf8.split(separator: UInt8(ascii: "\n")).map { Substring($0) }
        } catch {
            return []
        }
    }
}
