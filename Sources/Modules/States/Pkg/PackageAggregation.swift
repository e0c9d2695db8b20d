import Execution
package import Model
import Values

extension PkgInstalled: AggregatingStateFunction {
    package static func isAlike(_ chunk: LowChunk, _ other: LowChunk) -> Bool { chunk.isAlikeInPackages(other) }
    package static func aggregate(_ chunk: LowChunk, _ others: [LowChunk]) -> LowChunk { chunk.takingPackages(others) }
}

extension PkgRemoved: AggregatingStateFunction {
    package static func isAlike(_ chunk: LowChunk, _ other: LowChunk) -> Bool { chunk.isAlikeInPackages(other) }
    package static func aggregate(_ chunk: LowChunk, _ others: [LowChunk]) -> LowChunk { chunk.takingPackages(others) }
}

extension PkgPurged: AggregatingStateFunction {
    package static func isAlike(_ chunk: LowChunk, _ other: LowChunk) -> Bool { chunk.isAlikeInPackages(other) }
    package static func aggregate(_ chunk: LowChunk, _ others: [LowChunk]) -> LowChunk { chunk.takingPackages(others) }
}

extension LowChunk {
    /// Whether nothing but the packages differs.
    fileprivate func isAlikeInPackages(_ other: LowChunk) -> Bool {
        func rest(_ chunk: LowChunk) -> ValueMap {
            ValueMap(chunk.arguments.filter { !["pkgs", "version"].contains($0.key.string) })
        }
        return rest(self) == rest(other)
    }

    /// The chunk with the packages of others behind its own. A package that it names itself keeps its version.
    fileprivate func takingPackages(_ others: [LowChunk]) -> LowChunk {
        var seen: Set<String> = []
        let packages = ([self] + others).flatMap(\.packages).filter { package in
            seen.insert(package.scalarText ?? package.map?.first?.key.scalarText ?? "").inserted
        }
        var chunk = self
        chunk.arguments["pkgs"] = .list(packages)
        chunk.arguments.removeValue(forKey: "version")
        return chunk
    }

    /// Each a name, or a mapping of a name to a version.
    private var packages: [Value] {
        guard let list = arguments["pkgs"]?.list else {
            return [arguments["version"].map { .map(ValueMap([(.string(name), $0)])) } ?? .string(name)]
        }
        return list.flatMap { item -> [Value] in
            item.map?.map { .map(ValueMap([($0.key, $0.value)])) } ?? [item]
        }
    }
}
