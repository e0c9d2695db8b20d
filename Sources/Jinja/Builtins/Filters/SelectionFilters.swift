/// `map`, `select`, `reject`, `selectattr`, `rejectattr`.
enum SelectionFilters {
    static let all: [String: Filter] = [
        "map": Filter(map),
        "select": Filter { try select($0, $1, keeps: true, byAttribute: false) },
        "reject": Filter { try select($0, $1, keeps: false, byAttribute: false) },
        "selectattr": Filter { try select($0, $1, keeps: true, byAttribute: true) },
        "rejectattr": Filter { try select($0, $1, keeps: false, byAttribute: true) },
    ]

    /// As in Jinja a false value has no items, even one that could not be iterated.
    private static func items(of value: Object) throws -> [Object] {
        try Comparison.truth(value) ? try Iteration.items(value) : []
    }

    private static func map(_ value: Object, _ arguments: CallArguments) throws -> Object {
        let render = arguments.render
        if arguments.positional.isEmpty, let attribute = arguments.keywords.first(where: { $0.name == "attribute" }) {
            let standard = arguments.keywords.first { $0.name == "default" }
            if let unknown = arguments.keywords.first(where: { $0.name != "attribute" && $0.name != "default" }) {
                throw Failure("Unexpected keyword argument '\(unknown.name)'", kind: .syntax)
            }
            var path = AttributePath(attribute.value, standard: standard?.value)
            return .dynamic(GeneratorObject(try path.values(in: try items(of: value))))
        }
        guard let name = arguments.positional.first else {
            throw Failure("map requires a filter argument", kind: .syntax)
        }
        let text = try Representation.string(name)
        guard let filter = render.environment.filters[text] else {
            throw Failure(
                "No filter named '\(text)'.", kind: .syntax,
                hint: NearestHint.of(text, among: render.environment.filters.keys))
        }
        var rest = arguments
        rest.positional.removeFirst()
        return .dynamic(GeneratorObject(try items(of: value).map { try filter.body($0, rest) }))
    }

    private static func select(_ value: Object, _ arguments: CallArguments, keeps: Bool, byAttribute: Bool) throws
        -> Object
    {
        var rest = arguments
        var path = AttributePath(nil)
        if byAttribute {
            guard let attribute = rest.positional.first else {
                throw Failure("Missing parameter for attribute name", kind: .syntax)
            }
            path = AttributePath(attribute)
            rest.positional.removeFirst()
        }
        var test: Test?
        if let name = rest.positional.first {
            let text = try Representation.string(name)
            let tests = rest.render.environment.tests
            guard let found = tests[text] else {
                throw Failure("No test named '\(text)'.", kind: .syntax, hint: NearestHint.of(text, among: tests.keys))
            }
            test = found
            rest.positional.removeFirst()
        }
        var kept: [Object] = []
        for item in try items(of: value) {
            let subject = byAttribute ? try path.value(in: item) : item
            if try (test?.body(subject, rest) ?? Comparison.truth(subject)) == keeps { kept.append(item) }
        }
        return .dynamic(GeneratorObject(kept))
    }
}
