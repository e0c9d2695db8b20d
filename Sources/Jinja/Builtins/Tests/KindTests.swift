/// Tests of what a value is.
enum KindTests {
    static let all: [String: Test] = [
        "defined": Test(ofDefined: true),
        "undefined": Test(ofDefined: false),
        "none": Test(of: { value in value.isNone }),
        "boolean": Test(of: { value in if case .bool = value { true } else { false } }),
        "true": Test(of: { value in if case .bool(true) = value { true } else { false } }),
        "false": Test(of: { value in if case .bool(false) = value { true } else { false } }),
        "integer": Test(of: { value in if case .int = value { true } else { false } }),
        "float": Test(of: { value in if case .double = value { true } else { false } }),
        "number": Test(of: { value in value.number != nil }),
        "string": Test(of: { value in value.text != nil }),
        "mapping": Test(of: { value in
            switch value {
            case .dict: true
            case .dynamic(let object): object.isMapping
            default: false
            }
        }),
        "sequence": Test(of: { value in
            switch value {
            case .list, .tuple, .dict, .string, .markup: return true
            case .dynamic(let object): return object.isSequence || object.isMapping
            case .undefined(let undefined):
                if undefined.isLenient { return true }
                return false
            default: return false
            }
        }),
        "iterable": Test(of: { value in
            if case .undefined(let undefined) = value {
                if undefined.isLenient { return true }
                throw undefined.failure
            }
            return Iteration.isIterable(value)
        }),
        "callable": Test(of: { value in
            // Python's undefined objects define __call__, which raises.
            if value.isUndefined { return true }
            return if case .dynamic(let object) = value { object.isCallable } else { false }
        }),
        "escaped": Test(of: { value in if case .markup = value { true } else { false } }),
        "lower": Test(of: { value in StringPredicates.holds("islower", try Representation.string(value)) }),
        "upper": Test(of: { value in StringPredicates.holds("isupper", try Representation.string(value)) }),
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
