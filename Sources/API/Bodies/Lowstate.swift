import HTTPTypes
import HummingbirdCore
import Values
import YAML

/// Reads lowstate out of a body: a list of chunks, one chunk alone, or one in a form.
enum Lowstate {
    /// The chunks in their order.
    ///
    /// - Throws: 400 when the body holds anything else.
    static func chunks(_ content: RequestContent.Content) throws -> [ValueMap] {
        switch content {
        case .empty: throw ReplyFailure(.badRequest, "Lowstates must be a list", hint: "send a list of mappings")
        case .form(let fields): return [try chunk(fields)]
        case .value(.map(let chunk)): return [chunk]
        case .value(.list(let list)):
            return try list.map { element in
                guard let chunk = element.map else {
                    throw ReplyFailure(.badRequest, "Each lowstate must be a mapping, not \(element.kindName)")
                }
                return chunk
            }
        case .value(let other):
            throw ReplyFailure(.badRequest, "Lowstates must be a list, not \(other.kindName)")
        }
    }

    /// One mapping: a chunk, credentials, the options of a stack action; an absent body is an empty one.
    static func map(_ content: RequestContent.Content) throws -> ValueMap {
        if case .empty = content { return [:] }
        guard let chunk = try chunks(content).first else { throw ReplyFailure(.badRequest, "The list is empty") }
        return chunk
    }

    /// A form's fields: `arg` may come more than once, `arg` and `kwarg` are read as YAML, as on the command line, and
    /// `arg=name=value` is a keyword argument.
    private static func chunk(_ fields: [(name: String, value: String)]) throws -> ValueMap {
        var chunk = ValueMap()
        var arguments: [Value] = []
        var keywords = ValueMap()
        for (name, text) in fields {
            switch name {
            case "arg":
                if let keyword = Keyword(text) {
                    keywords[keyword.name] = value(keyword.text)
                } else {
                    arguments.append(value(text))
                }
            case "kwarg":
                guard let map = value(text).map else {
                    throw ReplyFailure(.badRequest, "'kwarg' must be a mapping", hint: "like kwarg={name: value}")
                }
                keywords = keywords.merged(with: map)
            default: chunk[name] = .string(text)
            }
        }
        if !arguments.isEmpty { chunk["arg"] = .list(arguments) }
        if !keywords.isEmpty { chunk["kwarg"] = .map(keywords) }
        return chunk
    }

    /// YAML where it is YAML; any other text is itself.
    private static func value(_ text: String) -> Value {
        if text.isEmpty { return .string("") }
        do { return try YAMLReader.value(text, file: "form") } catch { return .string(text) }
    }

    /// `name=value`, where the name is a Python identifier.
    private struct Keyword {
        let name: String
        let text: String

        init?(_ argument: String) {
            guard let equals = argument.firstIndex(of: "=") else { return nil }
            name = String(argument[..<equals])
            text = String(argument[argument.index(after: equals)...])
            guard let first = name.first, first.isLetter || first == "_",
                name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
            else { return nil }
        }
    }
}
