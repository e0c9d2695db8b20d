import Model
import Values

/// What access control has to know of a lowstate chunk: the client, the calls and the target.
///
/// It has to be read here as it is read where it is carried out: what could be read in two ways is refused.
struct RequestedChunk: Sendable {
    /// `local`, `runner` or `wheel`, without `_async`, `_batch`, `_subset`.
    let client: String
    let calls: [RequestedCall]
    /// Nil for runners and wheels.
    let target: Target?

    /// A compound command is a list of functions, or several with commas, with a list of arguments for each.
    init(_ chunk: ValueMap) throws(Diagnostic) {
        client = String((chunk["client"]?.string ?? "").prefix { $0 != "_" })
        let isLocal = client == "local"
        let arguments = chunk["arg"].map { $0.list ?? [$0] } ?? []
        let names =
            chunk["fun"]?.list?.compactMap(\.string)
            ?? chunk["fun"]?.string?.split(separator: ",").map(String.init) ?? []
        guard !names.isEmpty else { throw Diagnostic("a lowstate chunk needs a 'fun'", hint: "like test.ping") }
        let keywords = try ChunkKeys.keywords(of: chunk, isLocal: isLocal)
        calls = names.enumerated().map { index, name in
            let own = names.count == 1 ? arguments : arguments.dropFirst(index).first?.list ?? []
            return RequestedCall(function: name.trimmed, arguments: own, keywords: keywords)
        }
        target = isLocal ? try Target(chunk: chunk) ?? Target("*") : nil
    }
}

extension Target {
    /// The `tgt` of a lowstate chunk, of which a list is one of ids, with `tgt_type` (formerly `expr_form`, as
    /// pepper has it) and `delimiter`.
    ///
    /// - Returns: nil when there is none.
    init?(chunk: ValueMap) throws(Diagnostic) {
        if let list = chunk["tgt"]?.list {
            self.init(list.compactMap(\.scalarText).joined(separator: ","), type: .list)
            return
        }
        guard let text = chunk["tgt"]?.scalarText, !text.isEmpty else { return nil }
        try self.init(
            text, typeName: (chunk["tgt_type"] ?? chunk["expr_form"])?.string,
            delimiter: chunk["delimiter"]?.scalarText ?? ":")
    }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
