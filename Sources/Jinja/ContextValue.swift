package import Values

/// A function of the host: plain data in, plain data out.
package typealias HostFunction = @Sendable (_ arguments: [Value], _ keywords: ValueMap) throws -> Value

/// A function that works on the render's own objects: it may change lists and dicts in place.
package typealias NativeFunction = @Sendable (_ arguments: CallArguments) throws -> Object

/// What can be given to a template by name.
package enum ContextValue: Sendable {
    case value(Value)
    case function(HostFunction)
    case native(NativeFunction)
    /// Functions that are looked up when a template asks: `salt['pillar.get']`, `salt.pillar.get`.
    case functions(any FunctionNamespace)

    func object(named name: String) -> Object {
        switch self {
        case .value(let value): return Object(value)
        case .native(let function): return .dynamic(FunctionObject(name, function))
        case .functions(let namespace): return .dynamic(FunctionNamespaceObject(namespace, name: name))
        case .function(let function):
            return .dynamic(
                FunctionObject(name) { arguments in
                    let (positional, keywords) = try arguments.values()
                    do {
                        return Object(try function(positional, keywords))
                    } catch {
                        throw Failure.from(error, kind: .hostFunction)
                    }
                })
        }
    }
}

extension ContextValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .value(.string(value)) }
    package init(integerLiteral value: Int) { self = .value(.int(value)) }
    package init(booleanLiteral value: Bool) { self = .value(.bool(value)) }
}
