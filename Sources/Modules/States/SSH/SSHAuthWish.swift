import Execution
import Host
import Values

/// The keys that an `ssh_auth` state is about: one, or those of a source.
struct SSHAuthWish: Sendable {
    /// The key of `name`.
    let key: SSHKey
    let source: String?
    /// Options that take the place of those in a source.
    let options: [String]?

    init(name: String, _ arguments: inout ArgumentDecoder) {
        source = arguments.text("source").flatMap { $0.isEmpty ? nil : $0 }
        options = arguments.texts("options")
        let asked = arguments.text("enc", default: "ssh-rsa")
        let comment = arguments.text("comment", default: "")
        let words = name.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(String.init)
        var plain = SSHKey(
            key: words.first ?? name, kind: asked, comment: words.count > 1 ? words[1] : comment,
            options: options ?? [])
        do {
            if var whole = try SSHKey(line: name) {
                if whole.comment.isEmpty { whole.comment = comment }
                if whole.options.isEmpty { whole.options = options ?? [] }
                plain = whole
            }
        } catch {
            arguments.refuse("name", "\(error)")
        }
        if source == nil {
            if let kind = SSHKey.kind(plain.kind) {
                plain.kind = kind
            } else {
                arguments.refuse("enc", "Incorrect encryption key type '\(plain.kind)'.")
            }
        }
        key = plain
    }

    /// The keys of the source; nil when it is not there. One key without a source.
    func keys(_ reader: HostReader, _ run: RunContext) async throws -> [SSHKey]? {
        guard let source else { return [key] }
        let bytes =
            WebURL.isMeant(by: source)
            ? try await reader.web.fetch(source) : try await reader.source(source, in: run)
        guard let bytes else { return nil }
        var keys: [SSHKey] = []
        for var key in try AuthorizedKeys(String(decoding: bytes, as: UTF8.self)).keys() {
            if let options, !options.isEmpty { key.options = options }
            keys.removeAll { $0.key == key.key }
            keys.append(key)
        }
        return keys
    }
}
