/// Tags that one side has and the other has not.
struct GitTags: Sendable, Hashable {
    let new: [String]
    let deleted: [String]

    init(_ references: [String: String], _ local: Set<String>, _ state: GitLatest) {
        let prefix = "refs/tags/"
        let remote = Set(
            references.keys.filter { $0.hasPrefix(prefix) && !$0.hasSuffix("^{}") }.map {
                String($0.dropFirst(prefix.count))
            })
        new = state.fetchesTags && state.tagPattern == "*" ? remote.subtracting(local).sorted() : []
        deleted = state.syncsTags ? local.subtracting(remote).sorted() : []
    }
}
