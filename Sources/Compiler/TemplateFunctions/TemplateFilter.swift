import Jinja
import Values

/// A filter of Salt's: the piped value and the other arguments in, the result out.
typealias TemplateFilter = @Sendable (Object, CallArguments) throws -> Object

/// All of Salt's filters by name.
enum SaltFilters {
    static let all: [String: TemplateFilter] = [
        SerializerFilters.all, YAMLTextFilters.all, LookupFilters.all, ConversionFilters.all, RegexFilters.all,
        SetFilters.all, ListFilters.all, PredicateFilters.all, TextFilters.all, DictFilters.all, HashFilters.all,
        AddressFilters.all, NetworkFilters.all, CombinationFilters.all, CallFilters.all,
    ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }
}

extension CallArguments {
    /// The argument `name`, which stands at `position` when it is not given by name.
    func argument(_ position: Int, _ name: String) -> Object? {
        if position < positional.count { return positional[position] }
        return keywords.first { $0.name == name }?.value
    }
}

extension Object {
    /// The value as Python's `str` gives it.
    func asText() throws -> String { try (self as Object?).text(or: "None") }

    /// The items of a list, a tuple or anything else that can be iterated as data.
    func elements() throws -> [Value] {
        let value = try value()
        switch value {
        case .list(let list): return list
        case .map(let map): return map.keys
        case .string(let text): return text.map { .string(String($0)) }
        default: throw Failure("'\(typeName)' object is not iterable")
        }
    }
}
