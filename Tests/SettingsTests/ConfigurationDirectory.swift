import Glibc

/// A configuration directory of a test's own.
final class ConfigurationDirectory: Sendable {
    let path: String

    init(_ files: [String: String]) throws {
        path = "/tmp/pigeon-configuration-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        mkdir(path, 0o700)
        mkdir("\(path)/minion.d", 0o700)
        mkdir("\(path)/master.d", 0o700)
        for (name, text) in files {
            guard let file = fopen("\(path)/\(name)", "w") else { continue }
            fputs(text, file)
            fclose(file)
        }
    }

    deinit {
        for directory in ["minion.d", "master.d", "."] {
            guard let handle = opendir("\(path)/\(directory)") else { continue }
            while let entry = readdir(handle) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                unlink("\(path)/\(directory)/\(name)")
            }
            closedir(handle)
            if directory != "." { rmdir("\(path)/\(directory)") }
        }
        rmdir(path)
    }
}
