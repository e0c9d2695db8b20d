import Values

/// `callee(arguments)`. A method is called straight on its object, without a bound function in between.
final class CallNode: Expression {
    private let callee: Expression
    /// The callee where it is `object.name`.
    private let method: AttributeNode?
    private let arguments: ArgumentList
    private let position: Position

    init(_ callee: Expression, _ arguments: ArgumentList, position: Position) {
        self.callee = callee
        method = callee as? AttributeNode
        self.arguments = arguments
        self.position = position
    }

    override func evaluate(_ scope: Scope) throws -> Object { try call(scope, caller: nil) }

    /// The call, with the `caller` of a `call` block where there is one.
    func call(_ scope: Scope, caller: Object?) throws -> Object {
        if let method {
            let owner = try method.object.evaluate(scope)
            if caller == nil, method.member.isMethod(of: owner) {
                do {
                    return try Methods.call(method.member.text, of: owner, try arguments.evaluate(scope))
                } catch {
                    throw scope.located(error, method.position)
                }
            }
            let function: Object
            do {
                function = try Subscripts.attribute(method.member.text, of: owner)
            } catch {
                throw scope.located(error, method.position)
            }
            return try call(function, scope, caller)
        }
        return try call(try callee.evaluate(scope), scope, caller)
    }

    private func call(_ function: Object, _ scope: Scope, _ caller: Object?) throws -> Object {
        do {
            var given = try arguments.evaluate(scope)
            if let caller { given.keywords.append(("caller", caller)) }
            guard case .dynamic(let dynamic) = try function.defined() else {
                throw Failure("'\(function.typeName)' object is not callable")
            }
            do {
                return try dynamic.call(given)
            } catch {
                throw dynamic is MacroObject ? scope.traced(error, position) : error
            }
        } catch {
            throw scope.located(error, position)
        }
    }
}
