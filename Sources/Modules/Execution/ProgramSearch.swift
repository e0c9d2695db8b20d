import Glibc
import Host

/// Finds programs as a shell does.
struct ProgramSearch: Sendable {
    let files: any FileReading

    /// The path of a program; nil when there is none that may be executed.
    func find(_ name: String) -> String? {
        if name.contains("/") { return isProgram(name) ? name : nil }
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        return path.split(separator: ":").map { PathText.join(String($0), name) }.first(where: isProgram)
    }

    private func isProgram(_ path: String) -> Bool { files.isFile(path) && access(path, X_OK) == 0 }
}
