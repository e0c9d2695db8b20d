import Glibc
import Model
import TestSupport

/// `Fixtures/fake_master.py`: a master over real TLS, with certificates that openssl makes.
final class FakeMaster: Sendable {
    let directory: ScratchDirectory
    let address: MasterAddress
    private let process: pid_t
    private let output: Int32

    init(_ arguments: [String] = [], state: String = "accepted") throws {
        directory = try ScratchDirectory()
        mkdir("\(directory.path)/files", 0o700)
        try directory.write(state, to: "state")
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw TestFailure("pipe") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        posix_spawn_file_actions_addclose(&actions, ends[1])
        defer { posix_spawn_file_actions_destroy(&actions) }
        let script = "\(#filePath)".split(separator: "/").dropLast(2).joined(separator: "/")
        let words = ["python3", "/\(script)/Fixtures/fake_master.py", directory.path] + arguments
        var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        var process = pid_t()
        let failure = posix_spawnp(&process, "python3", &actions, nil, &pointers, environ)
        close(ends[1])
        guard failure == 0 else { throw TestFailure("python3: \(String(cString: strerror(failure)))") }
        self.process = process
        output = ends[0]
        guard let first = Self.readLine(from: ends[0], within: 20), first.hasPrefix("port "),
            let port = Int(first.dropFirst(5))
        else { throw TestFailure("the fake master did not start") }
        address = MasterAddress(host: "127.0.0.1", port: port)
    }

    deinit {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        close(output)
    }

    /// The next line of its output that begins with `word`, without the word; nil after `seconds` without one.
    func next(_ word: String, within seconds: Int32 = 20) async -> String? {
        let output = output
        return await withCheckedContinuation { continuation in
            startThread {
                while let line = Self.readLine(from: output, within: seconds) {
                    if line == word || line.hasPrefix("\(word) ") {
                        continuation.resume(returning: String(line.dropFirst(word.count + 1)))
                        return
                    }
                }
                continuation.resume(returning: nil)
            }
        }
    }

    private static func readLine(from descriptor: Int32, within seconds: Int32) -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard Glibc.poll(&poll, 1, seconds * 1000) > 0, read(descriptor, &byte, 1) == 1 else { return nil }
            if byte == 0x0A { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
    }
}
