/// A paragraph of fields, as in Debian's control files; lines that are no field stay where they are.
package struct AptParagraph: Sendable, Hashable {
    private struct Field: Sendable, Hashable {
        /// Empty for a comment.
        var name: String
        var text: String
    }

    private var fields: [Field] = []

    init() {}

    init(_ text: String) {
        for line in text.split(separator: "\n").map(String.init) {
            if line.hasPrefix("#") {
                fields.append(Field(name: "", text: line))
            } else if line.first?.isWhitespace == true, !fields.isEmpty {
                fields[fields.count - 1].text += "\n" + line
            } else if let colon = line.firstIndex(of: ":") {
                fields.append(
                    Field(name: String(line[..<colon]), text: String(line[line.index(after: colon)...]).trimmed))
            }
        }
    }

    subscript(name: String) -> String? {
        get { fields.first { $0.name.lowercased() == name.lowercased() }?.text }
        set {
            let index = fields.firstIndex { $0.name.lowercased() == name.lowercased() }
            switch (index, newValue) {
            case (let index?, let text?): fields[index].text = text
            case (let index?, nil): fields.remove(at: index)
            case (nil, let text?): fields.append(Field(name: name, text: text))
            case (nil, nil): break
            }
        }
    }

    /// Whether it is comments and nothing else.
    var isComment: Bool { fields.allSatisfy(\.name.isEmpty) }

    var text: String {
        fields.map { $0.name.isEmpty ? "\($0.text)\n" : "\($0.name): \($0.text)\n" }.joined()
    }

    /// The fields that a wish has to say something about.
    mutating func update(to source: AptSource) {
        self["Types"] = source.types.joined(separator: " ")
        self["URIs"] = source.uris.joined(separator: " ")
        self["Suites"] = source.suites.joined(separator: " ")
        self["Components"] = source.components.isEmpty ? nil : source.components.joined(separator: " ")
        if source.isTrusted || self["Trusted"] != nil { self["Trusted"] = source.isTrusted ? "yes" : "no" }
        self["Signed-By"] = source.signedBy
        self["Architectures"] = source.architectures.isEmpty ? nil : source.architectures.joined(separator: " ")
        self["Enabled"] = source.isDisabled ? "no" : nil
    }
}
