import Model
import Values

/// Finds the chunks that a reference means.
struct ReferenceIndex {
    private struct Key: Hashable {
        var module: String
        var text: String
    }

    private let drafts: [DraftChunk]
    private var byModule: [Key: [Int]] = [:]
    private var byText: [String: [Int]] = [:]
    private var bySLS: [String: [Int]] = [:]

    init(_ drafts: [DraftChunk]) {
        self.drafts = drafts
        for (index, draft) in drafts.enumerated() {
            let chunk = draft.chunk
            for text in chunk.id == chunk.name ? [chunk.id] : [chunk.id, chunk.name] {
                byModule[Key(module: chunk.state, text: text), default: []].append(index)
                byText[text, default: []].append(index)
            }
            bySLS[chunk.sls, default: []].append(index)
            for sls in Set(chunk.includedFrom) where sls != chunk.sls { bySLS[sls, default: []].append(index) }
        }
    }

    /// The positions that `reference` matches, in order; nil when it refers to nothing and that is an error. A glob over
    /// SLS names may match nothing. A state that means itself is found, and makes a circle.
    func positions(of reference: RequisiteReference) -> [Int]? {
        if let exact = exact(reference.subject) { return exact }
        guard Glob.isPattern(reference.pattern) else { return nil }
        let glob = Glob(reference.pattern)
        let found = drafts.indices.filter { matches(drafts[$0].chunk, reference.subject, glob) }
        if found.isEmpty, case .sls = reference.subject { return [] }
        return found.isEmpty ? nil : found
    }

    private func exact(_ subject: RequisiteReference.Subject) -> [Int]? {
        switch subject {
        case .state(let module, let text): byModule[Key(module: module, text: text)]
        case .id(let text): byText[text]
        case .sls(let name): bySLS[name]
        }
    }

    private func matches(_ chunk: LowChunk, _ subject: RequisiteReference.Subject, _ glob: Glob) -> Bool {
        switch subject {
        case .state(let module, _):
            chunk.state == module && (glob.matches(chunk.id) || glob.matches(chunk.name))
        case .id: glob.matches(chunk.id) || glob.matches(chunk.name)
        case .sls: glob.matches(chunk.sls) || chunk.includedFrom.contains(where: glob.matches)
        }
    }

    /// What a reference to nothing may have meant.
    func hint(for reference: RequisiteReference) -> String? {
        let pattern = reference.pattern
        switch reference.subject {
        case .sls:
            return NearestName.hint(for: pattern, among: bySLS.keys.sorted())
                ?? "the SLS has to be included, and to hold at least one state"
        case .state(let module, _):
            if let other = byText[pattern]?.first { return "did you mean '\(drafts[other].chunk.state): \(pattern)'?" }
            let near = byModule.keys.filter { $0.module == module }.map(\.text).sorted()
            return NearestName.hint(for: pattern, among: near)
                ?? NearestName.hint(for: pattern, among: byText.keys.sorted())
        case .id:
            return NearestName.hint(for: pattern, among: byText.keys.sorted())
        }
    }
}
