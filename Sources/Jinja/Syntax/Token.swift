/// Where in its file a token or node begins. Lines and columns count from 1.
struct Position: Sendable, Hashable {
    var line: Int32
    var column: Int32

    init(line: Int, column: Int) {
        self.line = Int32(clamping: line)
        self.column = Int32(clamping: column)
    }
}

/// One token of a template.
struct Token: Sendable {
    enum Kind: String, Sendable {
        case data = "template data / text"
        case variableBegin = "begin of print statement"
        case variableEnd = "end of print statement"
        case blockBegin = "begin of statement block"
        case blockEnd = "end of statement block"
        case name, string, integer, float
        case end = "end of template"
        case add = "+"
        case sub = "-"
        case mul = "*"
        case div = "/"
        case floorDiv = "//"
        case mod = "%"
        case pow = "**"
        case tilde = "~"
        case leftBracket = "["
        case rightBracket = "]"
        case leftParen = "("
        case rightParen = ")"
        case leftBrace = "{"
        case rightBrace = "}"
        case equal = "=="
        case notEqual = "!="
        case greater = ">"
        case greaterEqual = ">="
        case less = "<"
        case lessEqual = "<="
        case assign = "="
        case dot = "."
        case colon = ":"
        case pipe = "|"
        case comma = ","
        case semicolon = ";"
    }

    let kind: Kind
    /// The name, the text of a string without quotes and escapes, the digits of a number, the template data.
    let text: String
    let position: Position

    /// As Jinja names the token in "expected token …, got …".
    var described: String { kind == .name ? text : kind.rawValue }

    func isName(_ name: String) -> Bool { kind == .name && text == name }
}
