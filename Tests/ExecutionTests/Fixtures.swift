import Glibc
import Testing

/// The files under `Fixtures`, read without Foundation.
enum Fixtures {
    static let root = String(#filePath.dropLast("Fixtures.swift".count)) + "Fixtures/"

    /// The names of the cases of a topic, without `suffix`.
    static func cases(_ topic: String, suffix: String) -> [String] {
        guard let directory = opendir(root + topic) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(suffix) { names.append(String(name.dropLast(suffix.count))) }
        }
        return names.sorted()
    }

    static func text(_ path: String) throws -> String {
        let file = try #require(fopen(root + path, "r"), "no fixture \(path)")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(contentsOf: buffer[..<count])
        }
    }
}
