import Glibc

/// A program run to its end: what it wrote and how it ended.
struct ProcessRun {
    let output: String
    let errors: String
    /// The exit code; a signal's number and 128, as a shell has it.
    let status: Int32

    /// A signal that is sent as soon as the program has written a text.
    struct Interruption {
        let signal: Int32
        let text: String
    }

    init(_ words: [String], interruption: Interruption? = nil) throws {
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
        // However the tests themselves were started, a signal must reach the program.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var standard = sigset_t()
        sigemptyset(&standard)
        for signal in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&standard, signal) }
        posix_spawnattr_setsigdefault(&attributes, &standard)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        var process = pid_t()
        let failure = posix_spawnp(&process, words[0], &actions, &attributes, &pointers, environ)
        guard failure == 0 else { throw Unusable("\(words[0]): \(String(cString: strerror(failure)))") }
        if let interruption {
            // Ends in any case: a program that does not write the text is interrupted too, and the test sees it.
            for _ in 0..<1000 where !(Self.text("\(base).out") + Self.text("\(base).err")).contains(interruption.text) {
                usleep(10_000)
            }
            kill(process, interruption.signal)
        }
        var code: Int32 = 0
        waitpid(process, &code, 0)
        output = Self.text("\(base).out")
        errors = Self.text("\(base).err")
        let signal = code & 0x7F
        status = signal == 0 ? (code >> 8) & 0xFF : 128 + signal
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
