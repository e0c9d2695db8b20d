import Glibc

/// Small files of tests.
package enum TextFile {
    package static func bytes(of path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw SystemFailure("'\(path)' can't be read") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    package static func read(_ path: String) throws -> String { String(decoding: try bytes(of: path), as: UTF8.self) }

    package static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "w") else { throw SystemFailure("'\(path)' can't be written") }
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count else { throw SystemFailure("'\(path)' can't be written") }
    }
}
