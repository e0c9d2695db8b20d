import Glibc

/// A shell script beside the tests that learns when they end, however they end: its standard input is a pipe that only
/// the tests hold open.
struct LifelineScript: Sendable {
    /// Open until the process ends.
    private let lifeline: Int32

    init(_ script: String) throws {
        var ends: [Int32] = [0, 0]
        try check(pipe(&ends), "pipe")
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        // The tests' own output must not be held open after their end.
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words: [UnsafeMutablePointer<CChar>?] = [strdup("sh"), strdup("-c"), strdup(script), nil]
        defer { words.forEach { free($0) } }
        var process = pid_t()
        let failure = posix_spawnp(&process, "sh", &actions, nil, &words, environ)
        close(ends[0])
        guard failure == 0 else { throw SystemFailure(reason: "no shell: \(String(cString: strerror(failure)))") }
        lifeline = ends[1]
    }
}
