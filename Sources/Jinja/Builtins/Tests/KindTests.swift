/// Tests of what a value is.
enum KindTests {
    static let all: [String: Test] = [
        "defined": Test { value, _ in !value.isUndefined },
        "undefined": Test { value, _ in value.isUndefined },
        "none": Test { value, _ in value.isNone },
        "boolean": Test { value, _ in if case .bool = value { true } else { false } },
        "true": Test { value, _ in if case .bool(true) = value { true } else { false } },
        "false": Test { value, _ in if case .bool(false) = value { true } else { false } },
        "integer": Test { value, _ in if case .int = value { true } else { false } },
        "float": Test { value, _ in if case .double = value { true } else { false } },
        "number": Test { value, _ in value.number != nil },
        "string": Test { value, _ in value.text != nil },
        "mapping": Test { value, _ in
            switch value {
            case .dict: true
            case .dynamic(let object): object.isMapping
            default: false
            }
        },
        "sequence": Test { value, _ in
            switch value {
            case .list, .tuple, .dict, .string, .markup: return true
            case .dynamic(let object): return object.isSequence || object.isMapping
            case .undefined(let undefined):
                if undefined.isLenient { return true }
                return false
            default: return false
            }
        },
        "iterable": Test { value, _ in
            if case .undefined(let undefined) = value {
                if undefined.isLenient { return true }
                throw undefined.failure
            }
            return Iteration.isIterable(value)
        },
        "callable": Test { value, _ in
            // Python's undefined objects define __call__, which raises.
            if value.isUndefined { return true }
            return if case .dynamic(let object) = value { object.isCallable } else { false }
        },
        "escaped": Test { value, _ in if case .markup = value { true } else { false } },
        "lower": Test { value, _ in StringPredicates.holds("islower", try Representation.string(value)) },
        "upper": Test { value, _ in StringPredicates.holds("isupper", try Representation.string(value)) },
        "filter": Test { value, arguments in
            guard let name = try value.defined().text else { return false }
            return arguments.render.environment.filters[name] != nil
        },
        "test": Test { value, arguments in
            guard let name = try value.defined().text else { return false }
            return arguments.render.environment.tests[name] != nil
        },
    ]
}
