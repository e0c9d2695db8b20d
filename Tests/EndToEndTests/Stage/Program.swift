import Glibc

/// What a program said and how it ended.
struct ProgramAnswer: Sendable, CustomStringConvertible {
    let words: [String]
    /// 128 and the number of the signal for a program that a signal ended.
    let code: Int32
    let out: String
    let err: String
    let duration: Duration

    var description: String { "`\(words.joined(separator: " "))` ended with \(code) after \(duration)\n\(out)\(err)" }
}

/// A program that has been started; what it says goes to files.
struct Program: Sendable {
    let words: [String]
    let pid: pid_t
    private let outFile: String
    private let errFile: String
    private let began = ContinuousClock.now

    /// - Parameters:
    ///   - words: the path of the program, or a name to look up in `PATH`, and its arguments.
    ///   - environment: added to this process' own.
    ///   - output: where the files for what it says are made; each program needs its own.
    init(_ words: [String], environment: [String: String] = [:], output: String) throws {
        self.words = words
        outFile = "\(output).out"
        errFile = "\(output).err"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        let arguments = words.map { strdup($0) } + [nil]
        let variables = Self.variables(environment).map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, words[0], &actions, nil, arguments, variables)
        guard code == 0 else { throw StageFailure("\(words[0]) does not start: \(String(cString: strerror(code)))") }
        self.pid = pid
    }

    private static func variables(_ added: [String: String]) -> [String] {
        var result = added.map { "\($0.key)=\($0.value)" }
        var next = environ
        while let text = next.pointee {
            let variable = String(cString: text)
            if added[String(variable.prefix { $0 != "=" })] == nil { result.append(variable) }
            next += 1
        }
        return result
    }

    /// What it has said on standard error by now.
    var errorsSoFar: String { get throws { try TextFile.read(errFile) } }

    /// What it has said on standard output by now.
    var outputSoFar: String { get throws { try TextFile.read(outFile) } }

    func send(signal: Int32) { kill(pid, signal) }

    /// Waits for the end; a program that is not over by the deadline is killed, which fails the test.
    func answer(within deadline: Duration) async throws -> ProgramAnswer {
        let end = ContinuousClock.now.advanced(by: deadline)
        var status: Int32 = 0
        while true {
            let ended = waitpid(pid, &status, WNOHANG)
            if ended == pid { break }
            guard ended == 0 || errno == EINTR else {
                throw StageFailure("\(words[0]) can't be waited for: \(String(cString: strerror(errno)))")
            }
            if ContinuousClock.now >= end {
                kill(pid, SIGKILL)
                waitpid(pid, &status, 0)
                let said = try TextFile.read(outFile) + TextFile.read(errFile)
                throw StageFailure("`\(words.joined(separator: " "))` was not over after \(deadline):\n\(said)")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        let signal = status & 0x7f
        return ProgramAnswer(
            words: words, code: signal == 0 ? (status >> 8) & 0xff : 128 + signal, out: try TextFile.read(outFile),
            err: try TextFile.read(errFile), duration: began.duration(to: .now))
    }
}
