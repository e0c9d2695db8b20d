import Glibc
import Values

/// The registered applications on disk: one JSON file each, named after the application.
package struct RegisteredApplicationFiles: Sendable {
    package let directory: String

    package init(directory: String) { self.directory = directory }

    /// All applications in the order of their names; none when the folder does not exist.
    /// - Throws: `configurationInvalid` when a file cannot be read as an application; its name is in the message.
    package func load() throws(HAProxyError) -> [RegisteredApplication] {
        guard let folder = opendir(directory) else {
            if errno == ENOENT { return [] }
            throw .fileFailed(path: directory, action: "list", reason: SocketFailure.text(of: errno))
        }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".json") { names.append(name) }
        }
        closedir(folder)
        var applications: [RegisteredApplication] = []
        for name in names.sorted() {
            let path = "\(directory)/\(name)"
            guard let text = try AtomicFile.read(path) else { continue }
            let value: Value
            do throws(Diagnostic) { value = try JSON.read(text, file: path) } catch {
                throw .configurationInvalid([error])
            }
            applications.append(try RegisteredApplication(decoding: value))
        }
        return applications
    }

    /// - Returns: Whether the file is new or has changed.
    @discardableResult
    package func save(_ application: RegisteredApplication) throws(HAProxyError) -> Bool {
        try AtomicFile.makeFolder(directory)
        let text = JSON.write(application.encoded, style: .pretty) + "\n"
        guard try AtomicFile.read(path(application.name)) != text else { return false }
        try AtomicFile.write(text, to: path(application.name))
        return true
    }

    package func remove(_ name: String) throws(HAProxyError) { try AtomicFile.remove(path(name)) }

    private func path(_ name: String) -> String { "\(directory)/\(ProxyName.sanitised(name)).json" }
}
