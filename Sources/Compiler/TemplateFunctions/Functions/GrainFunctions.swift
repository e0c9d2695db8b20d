import Jinja
import Values

/// `grains.*` over the grains that the template sees.
struct GrainFunctions {
    let scope: TemplateScope

    var all: [String: BuiltinFunction] {
        let grains = scope.grains
        return [
            "grains.get": BuiltinFunction("key", "default", "delimiter", "ordered") { arguments in
                let delimiter = arguments.text("delimiter", default: ":")
                return Value.map(grains).value(at: arguments.text("key"), delimiter: delimiter)
                    ?? arguments["default"] ?? ""
            },
            "grains.items": BuiltinFunction("sanitize") { _ in .map(grains) },
            "grains.has_value": BuiltinFunction("key") { arguments in
                .bool(Value.map(grains).value(at: arguments.text("key"))?.isTruthy ?? false)
            },
            "grains.filter_by": BuiltinFunction("lookup_dict", "grain", "merge", "default", "base") { arguments in
                let key = arguments.text("grain", default: "os_family")
                return try FilterBy(arguments).value(of: .map(grains), key: key)
            },
        ]
    }
}
