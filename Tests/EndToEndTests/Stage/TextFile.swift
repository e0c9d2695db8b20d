import Glibc

/// Small text files.
enum TextFile {
    static func read(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw failure("read", path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw failure("written", path) }
        let written = fputs(text, file)
        guard fclose(file) == 0, written >= 0 else { throw failure("written", path) }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private static func failure(_ verb: String, _ path: String) -> StageFailure {
        StageFailure("'\(path)' can't be \(verb): \(String(cString: strerror(errno)))")
    }
}
