/// Methods of text that is already escaped for HTML: those of strings, whose results are escaped text again.
enum MarkupMethods {
    static func call(_ name: String, _ text: String, _ arguments: CallArguments) throws -> Object {
        var arguments = arguments
        switch name {
        case "encode": return try StringMethods.call(name, text, arguments)
        case "replace":
            if arguments.positional.count > 1 { arguments.positional[1] = try HTML.escaped(arguments.positional[1]) }
        case "join":
            if let items = arguments.positional.first, Iteration.isIterable(items) {
                arguments.positional[0] = .list(try Iteration.items(items).map(HTML.escaped))
            }
        case "format": arguments.positional = try arguments.positional.map(escapedText)
        default: break
        }
        return marked(try StringMethods.call(name, text, arguments))
    }

    private static func escapedText(_ object: Object) throws -> Object {
        object.text == nil ? object : try HTML.escaped(object)
    }

    private static func marked(_ result: Object) -> Object {
        switch result {
        case .string(let text): .markup(text)
        case .list(let list): .list(list.items.map(marked))
        case .tuple(let tuple): .tuple(tuple.items.map(marked))
        default: result
        }
    }
}
