extension Parser {
    /// Reads a part of the template that has variables of its own.
    func inFrame<Result>(_ parameters: [Int] = [], _ body: () throws -> Result) rethrows -> Result {
        let inner = VariableFrame(parameters: parameters)
        frame.parts.append(inner)
        return try within(inner, body)
    }

    /// Reads a block: it is put into other templates, and knows none of the names around it.
    func inBlockFrame<Result>(_ body: () throws -> Result) rethrows -> Result {
        let inner = VariableFrame()
        blockFrames.append(inner)
        return try within(inner, body)
    }

    private func within<Result>(_ inner: VariableFrame, _ body: () throws -> Result) rethrows -> Result {
        let outer = frame
        frame = inner
        defer { frame = outer }
        return try body()
    }

    /// Reads what `break` is allowed in, or what it isn't.
    func inLoop<Result>(_ isIn: Bool, _ body: () throws -> Result) rethrows -> Result {
        let before = isInLoop
        isInLoop = isIn
        defer { isInLoop = before }
        return try body()
    }

    /// What `body` reads, and the uses of names in it, which are not yet the frame's.
    func apart<Result>(_ body: () throws -> Result) rethrows -> (result: Result, uses: [VariableFrame.Use]) {
        let before = frame.uses
        frame.uses = []
        defer { frame.uses = before }
        let result = try body()
        return (result, frame.uses)
    }

    func noteStore(_ target: Target) {
        for symbol in target.symbols { frame.uses.append(.store(symbol)) }
    }
}
