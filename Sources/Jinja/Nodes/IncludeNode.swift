/// `include template`, one name or the first of several that exists.
final class IncludeNode: Statement {
    private let template: Expression
    private let ignoresMissing: Bool
    private let withContext: Bool
    private let position: Position

    init(_ template: Expression, ignoresMissing: Bool, withContext: Bool, position: Position) {
        self.template = template
        self.ignoresMissing = ignoresMissing
        self.withContext = withContext
        self.position = position
    }

    override func execute(_ scope: Scope, _ output: Output) throws -> Flow {
        let render = scope.run.render
        do {
            guard let unit = try find(scope) else { return .normal }
            try render.enter()
            defer { render.leave() }
            let run = TemplateRun(render)
            try run.render(unit, inside: withContext ? scope : nil, output)
        } catch {
            throw scope.traced(error, position)
        }
        return .normal
    }

    private func find(_ scope: Scope) throws -> Unit? {
        let value = try template.evaluate(scope)
        let names: [Object]
        switch value {
        case .list, .tuple: names = try Iteration.items(value)
        default: names = [value]
        }
        var texts: [String] = []
        for name in names {
            let text = try Representation.string(name)
            if let unit = try scope.run.render.find(text, from: scope.unit) { return unit }
            texts.append(text)
        }
        if ignoresMissing { return nil }
        throw Failure(
            texts.count == 1
                ? texts[0] : "none of the templates given were found: \(texts.joined(separator: ", "))",
            kind: .templateNotFound)
    }
}
