package import Values

/// Puts the version that is released where the pillar has its default one.
///
/// The pillar is rendered with its default version in place (`image: myapp:{{ version }}`), and no pillar has to be
/// edited to release another. So in a container's arguments the tag of an image, and any text that is exactly the
/// default version or `NAME=` followed by it, becomes the released version.
package struct VersionSubstitution: Sendable {
    let standard: String?
    let version: String

    package init(from standard: String?, to version: String) {
        self.standard = standard
        self.version = version
    }

    package func apply(to container: ValueMap) -> ValueMap {
        guard let standard, standard != version else { return container }
        var result: ValueMap = [:]
        for (key, value) in container {
            result[key] = key.string == "image" ? image(value, standard) : substituted(value, standard)
        }
        return result
    }

    private func image(_ value: Value, _ standard: String) -> Value {
        guard let text = value.scalarText, text.hasSuffix(":\(standard)") else { return value }
        return .string(text.dropLast(standard.count) + version)
    }

    private func substituted(_ value: Value, _ standard: String) -> Value {
        switch value {
        case .list(let list): return .list(list.map { substituted($0, standard) })
        case .map(let map): return .map(ValueMap(map.map { ($0.key, substituted($0.value, standard)) }))
        case .string(let text) where text.hasSuffix("=\(standard)"):
            return .string(text.dropLast(standard.count) + version)
        case .string(standard): return .string(version)
        case .double, .int: return value.scalarText == standard ? .string(version) : value
        default: return value
        }
    }
}
