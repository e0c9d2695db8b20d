import Glibc
import Host

/// A directory of its own for one test.
struct Scratch {
    let path: String

    init() throws {
        var template = Array("/tmp/pigeon-host-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FileError("make", "/tmp", code: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    func file(_ name: String) -> String { PathText.join(path, name) }

    func remove() {
        do { try SystemFiles().remove(path) } catch { print(error) }
    }
}
