import Model
import Values

/// What access control has to know of a lowstate chunk: the client, the calls and the target.
struct RequestedChunk: Sendable {
    /// `local`, `runner` or `wheel`, without `_async`, `_batch`, `_subset`.
    let client: String
    let calls: [RequestedCall]
    let target: Target

    /// A compound command is a list of functions, or several with commas, with a list of arguments for each.
    init(_ chunk: ValueMap) throws(Diagnostic) {
        let client = chunk["client"]?.string ?? ""
        self.client = String(client.prefix { $0 != "_" })
        let arguments = chunk["arg"].map { $0.list ?? [$0] } ?? []
        let names =
            chunk["fun"]?.list?.compactMap(\.string)
            ?? chunk["fun"]?.string?.split(separator: ",").map(String.init) ?? []
        guard !names.isEmpty else { throw Diagnostic("the lowstate chunk has no 'fun'") }
        let keywords = Self.keywords(of: chunk)
        calls = names.enumerated().map { index, name in
            let own = names.count == 1 ? arguments : arguments.dropFirst(index).first?.list ?? []
            return RequestedCall(function: name.trimmed, arguments: own, keywords: keywords)
        }
        let list = chunk["tgt"]?.list?.compactMap(\.scalarText).joined(separator: ",")
        let type = chunk["tgt_type"]?.string ?? chunk["expr_form"]?.string ?? (list == nil ? nil : "list")
        target = try Target(list ?? chunk["tgt"]?.scalarText ?? "*", typeName: type)
    }

    /// Runners and wheels take keywords at the top of the chunk too.
    private static func keywords(of chunk: ValueMap) -> ValueMap {
        let own: Set<String> = [
            "client", "fun", "arg", "kwarg", "tgt", "tgt_type", "token", "username", "password", "eauth",
            "sharedsecret",
        ]
        var keywords = ValueMap()
        for (key, value) in chunk where !own.contains(key.scalarText ?? "") { keywords[key] = value }
        return keywords.merged(with: chunk["kwarg"]?.map ?? [:])
    }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
