import Glibc
import TestSupport

/// The `openssl` program, as an oracle.
struct OpenSSL {
    struct Outcome {
        let status: Int32
        let output: String
    }

    /// Runs `openssl` with the arguments, its errors in the output too.
    static func run(_ arguments: String...) throws -> Outcome {
        var ends: [Int32] = [0, 0]
        try check(pipe(&ends), "pipe")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        var words: [UnsafeMutablePointer<CChar>?] = (["openssl"] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var process = pid_t()
        let failure = posix_spawnp(&process, "openssl", &actions, nil, &words, environ)
        close(ends[1])
        defer { close(ends[0]) }
        guard failure == 0 else { throw SystemFailure(reason: "openssl: \(String(cString: strerror(failure)))") }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(ends[0], &buffer, buffer.count)
            if count <= 0 { break }
            bytes.append(contentsOf: buffer.prefix(count))
        }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return Outcome(status: status, output: String(decoding: bytes, as: UTF8.self))
    }
}
