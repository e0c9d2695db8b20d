import Glibc
import TestSupport

/// A program that a test runs beside itself, with its output in a pipe.
final class Program: Sendable {
    private let process: pid_t
    private let output: Int32

    init(_ arguments: [String]) throws {
        var ends: [Int32] = [0, 0]
        try check(pipe(&ends), "pipe")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        posix_spawn_file_actions_addclose(&actions, ends[1])
        defer { posix_spawn_file_actions_destroy(&actions) }
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var process = pid_t()
        let failure = posix_spawnp(&process, arguments[0], &actions, nil, &words, environ)
        close(ends[1])
        guard failure == 0 else {
            throw SystemFailure(reason: "\(arguments[0]): \(String(cString: strerror(failure)))")
        }
        self.process = process
        output = ends[0]
    }

    deinit {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        close(output)
    }

    /// Runs to the end; throws with the output when the program fails.
    static func run(_ arguments: [String]) throws {
        let program = try Program(arguments)
        var text = ""
        while let line = program.readLine() { text += line + "\n" }
        var status: Int32 = 0
        // Waits without reaping, which is deinit's.
        var info = siginfo_t()
        waitid(P_PID, id_t(program.process), &info, WEXITED | WNOWAIT)
        status = info._sifields._sigchld.si_status
        if status != 0 {
            throw SystemFailure(reason: "\(arguments.joined(separator: " ")) ended with \(status):\n\(text)")
        }
    }

    /// The next line of its output; nil at the end.
    func readLine() -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1 {
            if byte == 0x0A { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }
}
