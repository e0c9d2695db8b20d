import Jinja
import Values

/// A JMESPath expression (jmespath.org), the language of Salt's `json_query`.
struct JMESPath: Sendable {
    private let root: JMESPathNode

    /// - Throws: a `Failure` that says what is wrong in the expression and where.
    init(_ text: String) throws {
        root = try JMESPathParser.parse(text)
    }

    func search(_ data: Value) throws -> Value { try root.value(in: data) }
}

/// A part of an expression.
indirect enum JMESPathNode: Sendable {
    enum Comparator: Sendable {
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    }

    case current
    case field(String)
    case index(Int)
    case slice(start: Int?, stop: Int?, step: Int?)
    case literal(Value)
    /// One after the other, each in what the one before gave.
    case chain([JMESPathNode])
    case projection(JMESPathNode, JMESPathNode)
    case valueProjection(JMESPathNode, JMESPathNode)
    case filterProjection(JMESPathNode, JMESPathNode, condition: JMESPathNode)
    case flatten(JMESPathNode)
    case comparison(Comparator, JMESPathNode, JMESPathNode)
    case and(JMESPathNode, JMESPathNode)
    case or(JMESPathNode, JMESPathNode)
    case not(JMESPathNode)
    case list([JMESPathNode])
    case hash([Pair])
    case function(String, [JMESPathNode])
    /// `&expression`, an argument that a function evaluates itself.
    case reference(JMESPathNode)

    struct Pair: Sendable {
        let key: String
        let node: JMESPathNode
    }

    /// The two one after the other, without a level for each step of a long path.
    func followed(by node: JMESPathNode) -> JMESPathNode {
        if case .chain(let nodes) = self { return .chain(nodes + [node]) }
        return .chain([self, node])
    }
}
