import Glibc
import Testing
import Values

@testable import Jinja

/// One golden case: a template with its context and other files, and what real Jinja2 made of it.
struct Fixture: Sendable, CustomTestStringConvertible {
    let path: String
    var context: ValueMap = [:]
    var options = Environment.Options.jinja
    var files: [String: String] = [:]
    var template = ""
    var name = "main.jinja"
    let expected: String

    var testDescription: String { path }

    /// The folder of all fixtures.
    static let root = "/\(#filePath.split(separator: "/").dropLast().joined(separator: "/"))/Fixtures"

    static let all = read(directory: root, prefix: "")

    private static func entries(_ directory: String) -> [String] {
        guard let handle = opendir(directory) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private static func read(directory: String, prefix: String) -> [Fixture] {
        entries(directory).flatMap { topic in
            entries("\(directory)/\(topic)").filter { $0.hasSuffix(".txt") }.map { file in
                let stem = "\(directory)/\(topic)/\(file.dropLast(4))"
                return Fixture(
                    "\(topic)/\(file.dropLast(4))", text(of: "\(stem).txt"), expected: text(of: "\(stem).expected"))
            }
        }
    }

    static func text(of path: String) -> String {
        guard let file = fopen(path, "r") else { return "cannot open \(path)" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer.prefix(count) }
        return String(decoding: bytes, as: UTF8.self)
    }

    init(_ path: String, _ source: String, expected: String) {
        self.path = path
        self.expected = expected
        var section = ""
        var bodies: [(String, String)] = []
        var body = ""
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("--- ") {
                if !section.isEmpty { bodies.append((section, body)) }
                section = String(line.dropFirst(4))
                body = ""
            } else {
                body += line + "\n"
            }
        }
        bodies.append((section, String(body.dropLast())))
        options.printsControlCharactersQuoted = path.hasPrefix("salt/")
        for (section, body) in bodies { take(section, body) }
    }

    private mutating func take(_ section: String, _ body: String) {
        switch section {
        case "template": template = body
        case "context":
            do { context = try JSON.read(body).map ?? [:] } catch { context = ["unreadable": .string("\(error)")] }
        case "options":
            do {
                let map = try JSON.read(body).map ?? [:]
                options.trimBlocks = map["trim_blocks"]?.bool ?? false
                options.lstripBlocks = map["lstrip_blocks"]?.bool ?? false
                options.allowsUndefined = map["allow_undefined"]?.bool ?? false
                if map["keep_trailing_newline"]?.bool == true { options.trailingNewline = .keep }
                name = map["name"]?.string ?? name
            } catch {
                context = ["unreadable": .string("\(error)")]
            }
        default: files[section.split(separator: " ").dropFirst().joined(separator: " ")] = body
        }
    }

    /// What our engine makes of it, in the form of the expectation.
    func result() -> String {
        var files = files
        files[name] = template
        var environment = Environment(loader: DictionaryLoader(files), options: options)
        environment.parsers["yaml"] = { text, file in try JSON.read(text, file: file) }
        do {
            return try environment.template(named: name).render(values: context).text
        } catch {
            return Self.errorText(error)
        }
    }

    private static func errorText(_ error: Diagnostic) -> String {
        let kinds = [
            ("notfound", "Jinja error: template not found: "), ("undefined", "Jinja variable "),
            ("syntax", "Jinja syntax error: "), ("runtime", "Jinja error: "),
        ]
        let line = error.location?.line ?? 0
        for (kind, beginning) in kinds where error.message.hasPrefix(beginning) {
            return "!error \(kind) \(line)\n\(error.message.dropFirst(beginning.count))"
        }
        return error.message
    }
}
