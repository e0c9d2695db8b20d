import Cryptography
package import Docker
package import Values

/// A network as it was asked for, in the words of the Engine API's create body. Nothing that the engine adds.
package struct NetworkSpecification: Sendable, Equatable {
    /// `Driver`, `Options`, `Labels`, `IPAM`, and those of `Internal`, `Attachable`, `EnableIPv6`, `Ingress`, `Scope`
    /// that are not what the engine does by itself.
    package var body: ValueMap

    package init(body: ValueMap) { self.body = body }

    /// The create body with the labels by which the network is known again.
    package var creation: ValueMap {
        var creation = body
        var labels = body["Labels"]?.map ?? [:]
        labels[ContainerSpecification.digestLabel] = .string(digest)
        labels[ContainerSpecification.recordLabel] = .string(canonical)
        creation["Labels"] = .map(labels)
        return creation
    }

    private var canonical: String { JSON.write(.map(body), style: JSON.Style(sortsKeys: true, isSpaced: false)) }
    private var digest: String { SHA256.hex(ofText: canonical) }

    /// What differs between a network and what is asked for, as Salt reports it: `{Driver: {old: ..., new: ...}}`.
    ///
    /// A network that was made from a specification is compared with that. Any other need only have what is asked for.
    package func differences(from network: NetworkDetails) -> ValueMap {
        let labels = network.labels
        if labels[ContainerSpecification.digestLabel] == digest { return [:] }
        let record: Result<Value, Diagnostic> = Result { () throws(Diagnostic) in
            try JSON.read(labels[ContainerSpecification.recordLabel] ?? "")
        }
        if case .success(let value) = record, let old = value.map { return Self.differences(from: old, to: body) }
        return Self.differences(from: actual(network), to: body)
    }

    private static func differences(from old: ValueMap, to new: ValueMap) -> ValueMap {
        var report = ValueMap()
        for key in Set(old.keyTexts).union(new.keyTexts).sorted() where old[key] != new[key] {
            report[key] = ["old": old[key] ?? .null, "new": new[key] ?? .null]
        }
        return report
    }

    /// Of a network that somebody else made, the parts that are asked for.
    private func actual(_ network: NetworkDetails) -> ValueMap {
        var seen = ValueMap()
        for key in body.keyTexts {
            switch key {
            case "Labels": seen[key] = .map(Self.common(network.raw[key]?.map, with: body[key]))
            case "Options": seen[key] = .map(Self.common(network.raw[key]?.map, with: body[key]))
            case "IPAM":
                let asked = body[key]?["Config"]?.list ?? []
                var ipam: ValueMap = body[key]?.map ?? [:]
                if !asked.isEmpty {
                    ipam["Config"] = .list(
                        network.pools.enumerated().map { index, pool in
                            index < asked.count ? .map(Self.common(pool, with: asked[index])) : .map(pool)
                        })
                }
                if let driver = ipam["Driver"] { ipam["Driver"] = network.raw[key]?["Driver"] ?? driver }
                seen[key] = .map(ipam)
            default: seen[key] = network.raw[key]
            }
        }
        return seen
    }

    private static func common(_ map: ValueMap?, with asked: Value?) -> ValueMap {
        let keys = Set(asked?.map?.keyTexts ?? [])
        return ValueMap((map ?? [:]).filter { keys.contains($0.key.scalarText ?? "") }.map { ($0.key, $0.value) })
    }
}
