import Compiler
import Execution
import RegularExpressions
import Values

/// A public key as a line of `authorized_keys` has it.
package struct SSHKey: Sendable, Hashable {
    var key: String
    var kind: String
    var comment: String
    var options: [String]

    init(key: String, kind: String, comment: String = "", options: [String] = []) {
        self.key = key
        self.kind = kind
        self.comment = comment
        self.options = options
    }

    /// From a whole line: options, kind, key, comment. Nil for text that is none.
    init?(line: String) throws {
        let expression = try RegularExpression(#"^(.*?)\s?((?:sk-)?(?:ssh\-|ecds)[\w@.-]+\s.+)$"#)
        guard let match = try expression.search(line.trimmed), let rest = match[2] else { return nil }
        let words = rest.split(maxSplits: 2, whereSeparator: \.isWhitespace).map(String.init)
        guard words.count > 1 else { return nil }
        let options = match[1].flatMap { $0.isEmpty ? nil : Self.split(options: $0) }
        self.init(
            key: words[1], kind: words[0], comment: words.count > 2 ? words[2].trimmed : "", options: options ?? [])
    }

    /// At commas that are not quoted.
    private static func split(options: String) -> [String] {
        var parts = [""]
        var isQuoted = false
        for character in options {
            if character == "\"" { isQuoted.toggle() }
            if character == ",", !isQuoted { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts
    }

    var line: String {
        (options.isEmpty ? "" : options.joined(separator: ",") + " ") + "\(kind) \(key) \(comment)\n"
    }

    /// Whether it can be a key at all.
    var isValid: Bool {
        !key.isEmpty && !key.contains(where: \.isWhitespace) && key.utf8.count.isMultiple(of: 4)
            && Base64.decode(key) != nil
    }

    /// The name that OpenSSH has for a kind; nil for an unknown one.
    static func kind(_ name: String) -> String? {
        let known = [
            "ssh-rsa", "ssh-dss", "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
            "rsa-sha2-512", "rsa-sha2-256", "rsa-sha2-512-cert-v01@openssh.com", "rsa-sha2-256-cert-v01@openssh.com",
            "ssh-rsa-cert-v01@openssh.com", "ecdsa-sha2-nistp256-cert-v01@openssh.com",
            "ecdsa-sha2-nistp384-cert-v01@openssh.com", "ecdsa-sha2-nistp521-cert-v01@openssh.com",
            "sk-ecdsa-sha2-nistp256@openssh.com", "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
            "ssh-ed25519-cert-v01@openssh.com", "sk-ssh-ed25519@openssh.com", "sk-ssh-ed25519-cert-v01@openssh.com",
        ]
        switch name {
        case "r", "rsa": return "ssh-rsa"
        case "d", "dsa", "dss": return "ssh-dss"
        case "e", "ecdsa": return "ecdsa-sha2-nistp256"
        case "ed25519": return "ssh-ed25519"
        default: return known.contains(name) ? name : nil
        }
    }
}
