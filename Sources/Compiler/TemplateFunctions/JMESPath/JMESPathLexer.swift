import Jinja
import Values

/// A token with its place in the expression, counted from 0.
struct JMESPathToken {
    enum Kind: String {
        case dot = ".", star = "*", rightBracket = "]", comma = ",", colon = ":", current = "@", leftParen = "("
        case rightParen = ")", leftBrace = "{", rightBrace = "}", leftBracket = "[", flatten = "[]", filter = "[?"
        case or = "||", pipe = "|", and = "&&", reference = "&", equal = "==", notEqual = "!=", not = "!"
        case lessOrEqual = "<=", less = "<", greaterOrEqual = ">=", greater = ">"
        case identifier, quotedIdentifier, number, literal, end
    }

    let kind: Kind
    let value: Value
    let place: Int
}

/// Cuts an expression into tokens.
struct JMESPathLexer {
    private let characters: [Unicode.Scalar]
    private var place = 0
    private var tokens: [JMESPathToken] = []
    /// More than anyone writes; it bounds how deep the expression can be nested.
    private static let mostTokens = 1000

    static func tokens(of text: String) throws -> [JMESPathToken] {
        var lexer = JMESPathLexer(characters: Array(text.unicodeScalars))
        return try lexer.run()
    }

    private init(characters: [Unicode.Scalar]) { self.characters = characters }

    private mutating func run() throws -> [JMESPathToken] {
        guard !characters.isEmpty else { throw Failure("the JMESPath expression is empty") }
        while place < characters.count {
            try readToken()
            guard tokens.count <= Self.mostTokens else {
                throw Failure("the JMESPath expression has more than \(Self.mostTokens) parts", kind: .limit)
            }
        }
        tokens.append(JMESPathToken(kind: .end, value: .string(""), place: place))
        return tokens
    }

    private mutating func readToken() throws {
        let start = place
        let first = characters[place]
        switch first {
        case " ", "\t", "\n", "\r": place += 1
        case "a"..."z", "A"..."Z", "_":
            add(.identifier, .string(take { Self.isLetter($0) || Self.isDigit($0) }), at: start)
        case "0"..."9", "-":
            place += 1
            let text = String(first) + take(while: Self.isDigit)
            guard let number = Int(text) else { throw unknown(text, at: start) }
            add(.number, .int(number), at: start)
        case "'":
            let text = try quoted("'").replacing("\\'", with: "'")
            add(.literal, .string(text), at: start)
        case "`": add(.literal, try literal(try quoted("`").replacing("\\`", with: "`"), start), at: start)
        case "\"":
            let text = try quoted("\"")
            add(.quotedIdentifier, try JSON.read("\"" + text + "\""), at: start)
        default:
            let two = String(String.UnicodeScalarView(characters[place..<min(place + 2, characters.count)]))
            guard let kind = JMESPathToken.Kind(rawValue: two) ?? JMESPathToken.Kind(rawValue: String(first)) else {
                throw unknown(String(first), at: start)
            }
            place += kind.rawValue.unicodeScalars.count
            add(kind, .string(kind.rawValue), at: start)
        }
    }

    private mutating func add(_ kind: JMESPathToken.Kind, _ value: Value, at place: Int) {
        tokens.append(JMESPathToken(kind: kind, value: value, place: place))
    }

    private mutating func take(while belongs: (Unicode.Scalar) -> Bool) -> String {
        let start = place
        while place < characters.count, belongs(characters[place]) { place += 1 }
        return String(String.UnicodeScalarView(characters[start..<place]))
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    /// What stands between two delimiters, backslashes included.
    private mutating func quoted(_ delimiter: Unicode.Scalar) throws -> String {
        let start = place
        place += 1
        var text = String.UnicodeScalarView()
        while place < characters.count, characters[place] != delimiter {
            if characters[place] == "\\" {
                text.append("\\")
                place += 1
                guard place < characters.count else { break }
            }
            text.append(characters[place])
            place += 1
        }
        guard place < characters.count else {
            throw Failure("unclosed \(delimiter) at position \(start + 1) of the JMESPath expression")
        }
        place += 1
        return String(text)
    }

    /// JSON; text that is none stands for itself, as in the first JMESPath.
    private func literal(_ text: String, _ start: Int) throws -> Value {
        do throws(Diagnostic) { return try JSON.read(text) } catch {
            do throws(Diagnostic) {
                return try JSON.read("\"" + text.drop(while: \.isWhitespace) + "\"")
            } catch {
                throw Failure("`\(text)` at position \(start + 1) of the JMESPath expression is not JSON")
            }
        }
    }

    private func unknown(_ text: String, at place: Int) -> Failure {
        Failure("unknown '\(text)' at position \(place + 1) of the JMESPath expression")
    }
}
