import Glibc

/// The `openssl` program, as an oracle.
struct OpenSSL {
    struct Outcome {
        let status: Int32
        let output: String
    }

    /// Runs `openssl` with the arguments, its errors in the output too.
    static func run(_ arguments: String...) throws -> Outcome {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw SystemFailure() }
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
        guard failure == 0 else { throw SystemFailure() }
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

struct SystemFailure: Error {
    let reason = String(cString: strerror(errno))
}

/// A directory that lives as long as its test.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/pigeon-pki-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw SystemFailure() }
        path = String(cString: made)
    }

    deinit {
        for folder in ["\(path)/pki/master", "\(path)/pki", path] {
            guard let directory = opendir(folder) else { continue }
            while let entry = readdir(directory) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                unlink("\(folder)/\(name)")
            }
            closedir(directory)
            rmdir(folder)
        }
    }

    func write(_ text: String, to name: String) throws -> String {
        let file = "\(path)/\(name)"
        guard let stream = fopen(file, "w") else { throw SystemFailure() }
        defer { fclose(stream) }
        guard fputs(text, stream) >= 0 else { throw SystemFailure() }
        return file
    }

    func text(of name: String) throws -> String {
        guard let stream = fopen("\(path)/\(name)", "r") else { throw SystemFailure() }
        defer { fclose(stream) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&buffer, 1, buffer.count, stream)
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
