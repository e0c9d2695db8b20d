import Values
import YAML

extension Value {
    /// The name of the type as Salt's messages have it, which are Python's.
    var pythonTypeName: String {
        switch self {
        case .null: "NoneType"
        case .bool: "bool"
        case .int: "int"
        case .double: "float"
        case .string: "str"
        case .list: "list"
        case .map: "dict"
        }
    }
}
