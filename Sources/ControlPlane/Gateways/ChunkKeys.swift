import Values

/// Which keys of a lowstate chunk are its own; any other is an argument of the function.
///
/// Access control and the call both read them here: what is allowed has to be what is run.
enum ChunkKeys {
    private static let ofAll: Set<String> = [
        "client", "fun", "arg", "kwarg", "timeout", "full_return", "batch", "batch_wait", "failhard", "ret", "metadata",
        "username", "password", "eauth", "token", "sharedsecret",
    ]
    private static let ofLocal = ofAll.union(["tgt", "tgt_type", "expr_form", "delimiter", "subset", "progress"])

    /// Runners and wheels have no target: `tgt` is an argument like any other there, as of `mine.get`.
    static func own(isLocal: Bool) -> Set<String> { isLocal ? ofLocal : ofAll }

    /// The keywords of a call: `kwarg`, and the keys at the top of the chunk that are not its own.
    ///
    /// - Throws: for a `kwarg` that is no mapping, for a key that is no text, and for a keyword that is given in both
    ///   places, differently.
    static func keywords(of chunk: ValueMap, isLocal: Bool) throws(Diagnostic) -> ValueMap {
        let own = own(isLocal: isLocal)
        let given = chunk["kwarg"] ?? .null
        guard var keywords = given.isNull ? [:] : given.map else {
            throw Diagnostic(
                "'kwarg' must be a mapping, not \(given.kindName): \(JSON.write(given))",
                hint: "like \"kwarg\": {\"test\": true}")
        }
        for (key, value) in chunk {
            guard let name = key.string else {
                throw Diagnostic("a key of a chunk is a text, not \(JSON.write(key))", hint: "like client, fun or arg")
            }
            if own.contains(name) { continue }
            guard keywords[key] == nil || keywords[key] == value else {
                throw Diagnostic(
                    "the argument '\(name)' is given twice, in the chunk and in 'kwarg'", hint: "leave one of them out")
            }
            keywords[key] = value
        }
        return keywords
    }
}
