import Jinja
import Values

/// Filters that turn one kind of value into another.
enum ConversionFilters {
    static let all: [String: TemplateFilter] = [
        "to_bool": { value, _ in .bool(bool(try value.value())) },
        "to_num": { value, _ in try number(value) },
        "str_to_num": { value, _ in try number(value) },
        "to_bytes": { value, _ in .string(try value.asText()) },
        // In Salt all four make bytes of the texts; there are no bytes here.
        "json_encode_dict": { value, _ in try ofKind(value, "dict") },
        "json_decode_dict": { value, _ in try ofKind(value, "dict") },
        "json_encode_list": { value, _ in try ofKind(value, "list") },
        "json_decode_list": { value, _ in try ofKind(value, "list") },
        "mysql_to_dict": { value, arguments in
            guard let key = arguments.argument(0, "key") else { throw Failure("mysql_to_dict needs the key's column") }
            return try MySQLTable.rows(value.elements().map { $0.scalarText ?? "" }, by: try key.asText())
        },
        "sequence": { value, _ in
            switch value {
            case .list, .tuple, .dict: value
            default: .list([value])
            }
        },
        "human_to_bytes": { value, arguments in
            let unit = try arguments.argument(0, "default_unit").text(or: "B")
            let isMetric = try arguments.argument(1, "handle_metric").bool(or: false)
            return .int(bytes(try value.asText(), defaultUnit: unit, isMetric: isMetric))
        },
        "skip": { _, _ in .string("") },
    ]

    private static func ofKind(_ value: Object, _ kind: String) throws -> Object {
        guard value.typeName == kind else { throw Failure("a \(kind) is needed, not \(value.typeName)") }
        return value
    }

    private static func bool(_ value: Value) -> Bool {
        switch value {
        case .null, .double: false
        case .bool(let flag): flag
        case .int(let number): number > 0
        case .string(let text): ["yes", "1", "true"].contains(text.lowercased())
        case .list(let list): !list.isEmpty
        case .map(let map): !map.isEmpty
        }
    }

    /// `to_num`: an integer, else a float, else the text itself.
    static func number(_ value: Object) throws -> Object {
        if value.isNone {
            throw Failure(
                "int() argument must be a string, a bytes-like object or a real number, not 'NoneType'")
        }
        guard let text = value.text else { return value }
        var trimmed = text[...]
        while trimmed.first?.isWhitespace == true { trimmed.removeFirst() }
        while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
        if let number = Int(trimmed) { return .int(number) }
        return Double(trimmed).map(Object.double) ?? value
    }

    /// `2G` is 2147483648; `KB` counts in 1024 too unless metric units are asked for; nonsense is 0.
    private static func bytes(_ text: String, defaultUnit: String, isMetric: Bool) -> Int {
        let compact = text.filter { !$0.isWhitespace }
        let digits = compact.prefix { $0.isNumber || $0 == "." }
        let unit = compact.dropFirst(digits.count).isEmpty ? defaultUnit : String(compact.dropFirst(digits.count))
        guard let number = Double(digits) else { return 0 }
        var power = unit.uppercased()[...]
        var base = 1024.0
        if power.hasSuffix("IB") {
            power = power.dropLast(2)
        } else if power.hasSuffix("B") {
            power = power.dropLast()
            if isMetric, !power.isEmpty { base = 1000 }
        }
        guard let exponent = ["", "K", "M", "G", "T", "P", "E", "Z", "Y"].firstIndex(of: String(power)) else {
            return 0
        }
        let result = (0..<exponent).reduce(number) { product, _ in product * base }
        return result < 9e18 ? Int(result) : 0
    }
}
