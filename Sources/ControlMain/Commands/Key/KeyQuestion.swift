import Values

/// The keys that a person is asked about, by their fingerprints.
struct KeyQuestion {
    typealias Shown = (section: String, fingerprint: String)

    /// `{"minions": {ID: FINGERPRINT}, ...}`, as `key.finger` returns it.
    let fingerprints: Value

    /// The keys of an id that are meant, the denied one last.
    func keys(of item: KeyPlan.Item) -> [Shown] { all(item.id).filter { item.sections.contains($0.section) } }

    /// `  web1  bb:bb (denied), in the place of aa:aa (accepted)`: of the keys that are meant the last one is accepted.
    func replacement(_ item: KeyPlan.Item) -> String {
        guard let new = keys(of: item).last else { return "  \(item.id)" }
        let others = all(item.id).filter { $0.section != new.section && new.section == "minions_denied" }
        if others.isEmpty { return "  \(item.id)  \(new.fingerprint)" }
        return "  \(item.id)  \(Self.text(new)), in the place of \(others.map(Self.text).joined(separator: ", "))"
    }

    /// A line for each key that is meant, with its state where the id has several keys.
    func list(_ item: KeyPlan.Item) -> String {
        let isOnly = all(item.id).count == 1
        return keys(of: item).map { "  \(item.id)  \(isOnly ? $0.fingerprint : Self.text($0))" }.joined(separator: "\n")
    }

    private static func text(_ key: Shown) -> String { "\(key.fingerprint) (\(KeyListing.state(key.section)))" }

    private func all(_ id: String) -> [Shown] {
        ["minions", "minions_pre", "minions_rejected", "minions_denied"].compactMap { section in
            (fingerprints[section]?[id]?.string).map { (section, $0) }
        }
    }
}
