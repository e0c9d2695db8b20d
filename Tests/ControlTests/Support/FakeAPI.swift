import Glibc

/// `Fixtures/fake_api.py` on a socket in a directory with a master's configuration, and the built `pigeon` to talk to
/// it.
final class FakeAPI: Sendable {
    let directory: String
    private let process: pid_t
    private let output: Int32

    init() throws {
        directory = "/tmp/pigeon-api-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        mkdir(directory, 0o700)
        guard let file = fopen("\(directory)/master", "w") else { throw Unusable(directory) }
        fputs("root_dir: \(directory)\nsock_dir: \(directory)\n", file)
        fclose(file)
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Unusable("pipe") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        posix_spawn_file_actions_addclose(&actions, ends[1])
        let folder = "/" + "\(#filePath)".split(separator: "/").dropLast(2).joined(separator: "/")
        let words = ["python3", "\(folder)/Fixtures/fake_api.py", directory]
        var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        var process = pid_t()
        let failure = posix_spawnp(&process, "python3", &actions, nil, &pointers, environ)
        close(ends[1])
        guard failure == 0 else { throw Unusable("python3: \(String(cString: strerror(failure)))") }
        self.process = process
        output = ends[0]
        guard readLine() == "ready" else { throw Unusable("the fake API did not start") }
    }

    deinit {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        close(output)
        for name in ["master", "master.sock", "over"] { unlink("\(directory)/\(name)") }
        rmdir(directory)
    }

    /// The next request that came.
    func readLine() -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1 {
            if byte == 0x0A { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return nil
    }

    /// The built CLI, with this master's configuration.
    func pigeon(_ words: String...) throws -> ProcessRun { try pigeon(words) }

    func pigeon(_ words: [String]) throws -> ProcessRun {
        try ProcessRun([try Self.program(), "-c", directory] + words)
    }

    /// The same, with a signal as soon as it has written a text.
    func pigeon(_ words: String..., interruptedBy signal: Int32, after text: String) throws -> ProcessRun {
        try ProcessRun(
            [try Self.program(), "-c", directory] + words, interruption: .init(signal: signal, text: text))
    }

    static func program() throws -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else { throw Unusable("/proc/self/exe") }
        // The test runner may be the package's own program or a tool that was given a bundle: both name the folder.
        let candidates =
            [String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)] + CommandLine.arguments
        for candidate in candidates {
            let folder = candidate.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
                separator: "/")
            for name in ["pigeon", "ControlMain"] where access("\(folder)/\(name)", X_OK) == 0 {
                return "\(folder)/\(name)"
            }
        }
        throw Unusable("the program 'pigeon' is not beside the tests; build all products first")
    }
}
