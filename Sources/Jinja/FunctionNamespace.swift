/// Functions by dotted name, resolved when they are asked for.
package protocol FunctionNamespace: Sendable {
    /// The function of that name (`pillar.get`), or nil.
    func function(named name: String) -> ContextValue?
    /// All names, for hints and to know the modules.
    var names: [String] { get }
}

/// The `salt` of a template, and `salt.<module>` of it.
final class FunctionNamespaceObject: DynamicObject {
    private let namespace: any FunctionNamespace
    private let name: String
    /// `pillar.` inside `salt.pillar`, else empty.
    private let prefix: String
    private var found: [String: Object] = [:]

    init(_ namespace: any FunctionNamespace, name: String, prefix: String = "") {
        self.namespace = namespace
        self.name = name
        self.prefix = prefix
    }

    override var typeName: String { "dict" }
    override var ownerName: String { name }
    override var text: String { "<functions \(name)>" }
    override var isMapping: Bool { true }
    override var length: Int? { names.count }
    private var names: [String] {
        namespace.names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }

    override func iterate() throws -> [Object]? { names.sorted(by: Text.less).map(Object.string) }

    override func item(_ key: Object) throws -> Object? {
        guard let key = key.text else { return nil }
        if let known = found[key] { return known }
        guard let function = namespace.function(named: prefix + key) else { return nil }
        let object = function.object(named: prefix + key)
        found[key] = object
        return object
    }

    override func attribute(_ key: String) throws -> Object? {
        if let function = try item(.string(key)) { return function }
        if prefix.isEmpty, key == "get" || key == "keys" { return method(key) }
        let inner = prefix + key + "."
        guard namespace.names.contains(where: { $0.hasPrefix(inner) }) else { return nil }
        return .dynamic(FunctionNamespaceObject(namespace, name: "\(name).\(key)", prefix: inner))
    }

    private func method(_ key: String) -> Object {
        .dynamic(
            FunctionObject(key) { [self] arguments in
                if key == "keys" { return .list(try iterate() ?? []) }
                let given = try arguments.bound(to: ["key", "default"], of: "get", required: 1)
                return try item(given[0] ?? .none) ?? given[1] ?? .none
            })
    }

    override func hint(forMissing name: String) -> String? { NearestHint.of(name, among: names) }
}
