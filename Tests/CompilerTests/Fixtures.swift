import Glibc
import Testing

/// The files under `Fixtures`, read without Foundation.
enum Fixtures {
    static let root = String(#filePath.dropLast("Fixtures.swift".count)) + "Fixtures/"

    /// The names of the files of a topic.
    static func cases(_ topic: String) -> [String] {
        guard let directory = opendir(root + topic) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
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

/// A case of the compiler: files after `--- PATH` lines, then `=== WHAT ARGUMENTS` lines, each with what is expected.
struct CompilerCase {
    struct Expectation {
        var command: [String]
        var lines: [String]
    }

    var files: [String: String] = [:]
    var expectations: [Expectation] = []

    init(_ text: String) {
        var path: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("--- ") {
                path = String(line.dropFirst(4))
            } else if line.hasPrefix("=== ") {
                path = nil
                expectations.append(
                    Expectation(command: line.dropFirst(4).split(separator: " ").map(String.init), lines: []))
            } else if let path {
                files[path, default: ""] += line + "\n"
            } else if !expectations.isEmpty, !line.isEmpty {
                expectations[expectations.count - 1].lines.append(String(line))
            }
        }
    }
}
