extension Object {
    /// `object.method(arguments)`.
    package func calling(method: String, _ arguments: CallArguments) throws -> Object {
        if Methods.names(of: try defined()).contains(method) {
            return try Methods.call(method, of: self, arguments)
        }
        guard case .dynamic(let function) = try Subscripts.attribute(method, of: self).defined() else {
            throw Failure("'\(method)' is not callable")
        }
        return try function.call(arguments)
    }
}
