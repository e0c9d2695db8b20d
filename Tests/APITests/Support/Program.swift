import Glibc
import TestSupport

/// Programs that are not ours: `curl` as a client, `stat` as a witness.
enum Program {
    struct Outcome: Sendable {
        let status: Int32
        let output: String
    }

    static func run(_ arguments: String...) async throws -> Outcome {
        // On a thread of its own: the wait must not hold up one of the pool's, on which the server runs.
        try await withCheckedThrowingContinuation { continuation in
            startThread { continuation.resume(with: Result { try runBlocking(arguments) }) }
        }
    }

    private static func runBlocking(_ arguments: [String]) throws -> Outcome {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw SystemFailure(reason: "pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        // A connection of another test would stay open as long as the program has it.
        for number in 3..<Int32(1024) { posix_spawn_file_actions_addclose(&actions, number) }
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var process = pid_t()
        let failure = posix_spawnp(&process, arguments[0], &actions, nil, &words, environ)
        close(ends[1])
        guard failure == 0 else { throw SystemFailure(reason: String(cString: strerror(failure))) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(ends[0], &buffer, buffer.count)
            if count <= 0 { break }
            bytes.append(contentsOf: buffer.prefix(count))
        }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return Outcome(status: status >> 8 & 0xFF, output: String(decoding: bytes, as: UTF8.self))
    }
}
