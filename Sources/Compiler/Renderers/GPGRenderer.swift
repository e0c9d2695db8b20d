package import Values
import YAML

/// Decrypts every armoured PGP message that a text, or any text in data, holds.
package struct GPGRenderer: Renderer {
    /// From an armoured message to its plain text. It throws a `Diagnostic` that says why it can't.
    package typealias Decryption = @Sendable (String) throws -> String

    private static let begin = "-----BEGIN PGP MESSAGE-----"
    private static let end = "-----END PGP MESSAGE-----"

    private let decrypt: Decryption?

    /// - Parameter decrypt: nil where nothing can be decrypted, so that a message is an error.
    package init(_ decrypt: Decryption?) { self.decrypt = decrypt }

    package func render(_ input: Rendered, of source: TemplateSource) throws(Diagnostic) -> Rendered {
        switch input {
        case .text(let text, let lines):
            let place = SourceLocation(file: source.path, line: 1, column: 1)
            let plain = try decrypted(text, at: place)
            // The lines of an encrypted file are nobody's.
            return .text(plain, lines: plain == text ? lines : nil)
        case .data(let data): return .data(try decrypted(data))
        }
    }

    private func decrypted(_ data: LocatedValue) throws(Diagnostic) -> LocatedValue {
        var plain = data
        switch data.content {
        case .scalar(.string(let text)): plain.content = .scalar(.string(try decrypted(text, at: data.location)))
        case .scalar: break
        case .list(var list):
            for index in list.indices { list[index] = try decrypted(list[index]) }
            plain.content = .list(list)
        case .map(var entries):
            for index in entries.indices { entries[index].value = try decrypted(entries[index].value) }
            plain.content = .map(entries)
        }
        return plain
    }

    private func decrypted(_ text: String, at place: SourceLocation) throws(Diagnostic) -> String {
        var plain = ""
        var rest = text[...]
        var hasMessage = false
        while let start = rest.firstRange(of: Self.begin), let end = rest[start.upperBound...].firstRange(of: Self.end)
        {
            hasMessage = true
            plain += rest[..<start.lowerBound]
            plain += try decrypted(message: String(rest[start.lowerBound..<end.upperBound]), at: place)
            rest = rest[end.upperBound...]
        }
        guard hasMessage else { return text }
        plain += rest
        // A message that stands as a block of its own brings a newline that is not part of the secret.
        while plain.last?.isNewline == true { plain.removeLast() }
        return plain
    }

    private func decrypted(message: String, at place: SourceLocation) throws(Diagnostic) -> String {
        guard let decrypt else {
            throw Diagnostic("a PGP message can't be decrypted here: there is no gpg to ask", at: place)
        }
        do {
            return try decrypt(message)
        } catch {
            var problem = error as? Diagnostic ?? Diagnostic("a PGP message can't be decrypted: \(error)")
            problem.location = place
            throw problem
        }
    }
}
