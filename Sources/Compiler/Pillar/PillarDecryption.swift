package import Model
package import Values
import YAML

/// Decrypts the parts of a pillar that the configuration names (`decrypt_pillar`).
package struct PillarDecryption: Sendable {
    private let paths: [ColonPath]
    private let renderer: GPGRenderer

    /// - Parameter options: the configuration, of which `decrypt_pillar` and `decrypt_pillar_delimiter` count here.
    /// - Throws: for a `decrypt_pillar` that is no list of paths, and for a renderer other than `gpg`.
    package init(_ options: ValueMap, _ decrypt: GPGRenderer.Decryption?) throws(Diagnostic) {
        let delimiter = options["decrypt_pillar_delimiter"]?.string ?? ":"
        let standard = options["decrypt_pillar_default"]?.string ?? "gpg"
        renderer = GPGRenderer(decrypt)
        var paths: [ColonPath] = []
        for item in options["decrypt_pillar"]?.list ?? [] {
            let entry = item.map?.first
            guard let path = item.string ?? entry?.key.string else {
                throw Diagnostic(
                    "'decrypt_pillar' holds \(item.kindName) in place of a path", hint: "write '- some:key'")
            }
            let name = entry?.value.string ?? standard
            guard name == "gpg" else {
                throw Diagnostic("'decrypt_pillar' asks for the renderer '\(name)'", hint: "gpg is the one there is")
            }
            paths.append(ColonPath(path, delimiter: delimiter))
        }
        self.paths = paths
    }

    package func applied(to compiled: CompiledPillar) -> CompiledPillar {
        paths.reduce(into: compiled) { compiled, path in
            do throws(Diagnostic) {
                compiled.pillar = try decrypted(.map(compiled.pillar), path.keys[...], of: path).map ?? compiled.pillar
            } catch {
                compiled.problems.append(error)
            }
        }
    }

    /// The value with what the rest of the path leads to decrypted. A path that leads nowhere changes nothing.
    private func decrypted(_ value: Value, _ keys: ArraySlice<String>, of path: ColonPath) throws(Diagnostic) -> Value {
        guard let key = keys.first else {
            let place = SourceLocation(file: "pillar \(path.keys.joined(separator: ":"))", line: 1)
            let source = TemplateSource(text: "", path: place.file)
            let rendered = try renderer.render(.data(LocatedValue(value, at: place)), of: source)
            guard case .data(let data) = rendered else { return value }
            return data.value
        }
        guard var map = value.map, let inner = map[key] else { return value }
        map[key] = try decrypted(inner, keys.dropFirst(), of: path)
        return .map(map)
    }
}
