import Glibc

/// Runs a program without a shell and collects what it says.
enum ProgramRun {
    struct Result: Sendable {
        /// The exit code; 128 and the signal's number when a signal ended it.
        var code: Int32
        /// Standard output and error as one text, at most a megabyte.
        var output: String
    }

    static func run(_ arguments: [String], deadline: Duration) async throws(HAProxyError) -> Result {
        try await BlockingThread.run { signal throws(HAProxyError) in
            try runAndWait(arguments, Deadline(deadline, signal: signal))
        }
    }

    private static func runAndWait(_ arguments: [String], _ deadline: Deadline) throws(HAProxyError) -> Result {
        let program = arguments.first ?? ""
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw .programFailed(program: program, reason: SocketFailure.text(of: errno))
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        let pid: pid_t
        do {
            // Closed here also when nothing was started; open it would hide the end of the output.
            defer { close(ends[1]) }
            pid = try spawn(arguments, output: ends[1])
        }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        var output: [UInt8] = []
        var status: Int32 = 0
        // The end of the process is what counts: a daemon that it leaves behind may hold the pipe for ever.
        while waitpid(pid, &status, WNOHANG) == 0 {
            collect(ends[0], into: &output)
            guard !deadline.hasPassed, !deadline.signal.isSet else {
                kill(pid, SIGKILL)
                waitpid(pid, &status, 0)
                if deadline.signal.isSet { throw .cancelled(action: "run \(program)") }
                throw .programFailed(program: program, reason: "it did not end in time and was killed")
            }
            var entry = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
            if poll(&entry, 1, 5) > 0, entry.revents & Int16(POLLHUP) != 0 { usleep(2000) }
        }
        collect(ends[0], into: &output)
        let code = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
        return Result(code: code, output: String(decoding: output, as: UTF8.self))
    }

    private static func spawn(_ arguments: [String], output: Int32) throws(HAProxyError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        // A daemon would keep every descriptor of this process open otherwise.
        for descriptor in openDescriptors() where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var pid = pid_t()
        let code = posix_spawn(&pid, arguments.first ?? "", &actions, nil, words, environ)
        guard code == 0 else {
            throw .programFailed(program: arguments.first ?? "", reason: SocketFailure.text(of: code))
        }
        return pid
    }

    private static func openDescriptors() -> [Int32] {
        guard let folder = opendir("/proc/self/fd") else { return [] }
        defer { closedir(folder) }
        var descriptors: [Int32] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let descriptor = Int32(name) { descriptors.append(descriptor) }
        }
        return descriptors
    }

    private static func collect(_ descriptor: Int32, into output: inout [UInt8]) {
        while output.count < 1 << 20 {
            var count = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: 16384) { buffer, used in
                count = read(descriptor, buffer.baseAddress, buffer.count)
                used = max(0, count)
            }
            guard count > 0 else { return }
            output.append(contentsOf: chunk)
        }
    }
}
