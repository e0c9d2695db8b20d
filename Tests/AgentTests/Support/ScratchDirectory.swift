import Glibc

/// A directory of a test's own, removed with everything in it.
final class ScratchDirectory: Sendable {
    let path: String

    init() throws {
        path = "/tmp/pigeon-agent-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        guard mkdir(path, 0o700) == 0 else { throw TestFailure("mkdir \(path)") }
    }

    deinit { Self.remove(path) }

    func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    func write(_ bytes: [UInt8], to name: String) throws {
        guard let file = fopen("\(path)/\(name)", "w") else { throw TestFailure("\(path)/\(name) can't be written") }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw TestFailure("\(path)/\(name) is short") }
    }

    func text(of name: String) throws -> String {
        guard let file = fopen("\(path)/\(name)", "r") else { throw TestFailure("\(path)/\(name) can't be read") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    func names(in name: String) throws -> [String] {
        guard let names = Self.names(in: "\(path)/\(name)") else { throw TestFailure("\(path)/\(name) can't be read") }
        return names
    }

    /// nil for what is no directory.
    private static func names(in path: String) -> [String]? {
        guard let handle = opendir(path) else { return nil }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names.filter { $0 != "." && $0 != ".." }
    }

    /// Removes a file, or a directory with everything in it.
    func remove(_ name: String) { Self.remove("\(path)/\(name)") }

    private static func remove(_ path: String) {
        if let names = names(in: path) {
            for name in names { remove("\(path)/\(name)") }
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}

/// A test's surroundings don't work.
struct TestFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
