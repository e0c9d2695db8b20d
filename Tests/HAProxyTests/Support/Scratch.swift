import Glibc

struct ScratchFailure: Error { let message: String }

/// A folder for one test, with a short path since Unix sockets take no long ones; removed afterwards.
func withScratch<Result>(
    _ body: (String) async throws -> Result
) async throws -> Result {
    var template = Array("/tmp/pigeon-haproxy-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw ScratchFailure(message: "no scratch folder") }
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer { removeTree(path) }
    return try await body(path)
}

private func removeTree(_ path: String) {
    if let folder = opendir(path) {
        var names: [String] = []
        while let entry = readdir(folder) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        closedir(folder)
        for name in names where name != "." && name != ".." { removeTree("\(path)/\(name)") }
        rmdir(path)
    } else {
        unlink(path)
    }
}
