import Glibc

/// A program run to its end: what it wrote and how it ended.
struct ProcessRun {
    let output: String
    let errors: String
    let status: Int32

    init(_ words: [String]) throws {
        let base = "/tmp/pigeon-control-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        defer {
            unlink("\(base).out")
            unlink("\(base).err")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "\(base).out", O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, "\(base).err", O_WRONLY | O_CREAT, 0o600)
        var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        var process = pid_t()
        let failure = posix_spawnp(&process, words[0], &actions, nil, &pointers, environ)
        guard failure == 0 else { throw Unusable("\(words[0]): \(String(cString: strerror(failure)))") }
        var code: Int32 = 0
        waitpid(process, &code, 0)
        output = Self.text("\(base).out")
        errors = Self.text("\(base).err")
        status = (code >> 8) & 0xFF
    }

    private static func text(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A test's surroundings don't work.
struct Unusable: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
