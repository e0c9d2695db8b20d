import Values
import YAML

/// One item of a pillar's `include`: a name, or a name with `defaults` and `key`.
struct PillarInclude {
    var name: String
    var location: SourceLocation
    /// Extra names for the included file's template; nil where the include is but a name.
    var defaults: ValueMap?
    /// Where the included data goes: `app:db`.
    var key: String?

    init(_ item: LocatedValue, in source: SLSSource) throws(Diagnostic) {
        location = item.location
        if let name = item.scalar?.scalarText {
            self.name = name
        } else if let entry = item.entries?.first, item.entries?.count == 1 {
            name = entry.key.text
            defaults = entry.value["defaults"]?.value.map ?? [:]
            key = entry.value["key"]?.scalar?.scalarText
        } else {
            throw Diagnostic(
                "Include Declaration in SLS '\(source.name)' holds \(item.kindName) in place of a name",
                at: item.location, hint: "write '- NAME', or '- NAME:' with 'key' and 'defaults' under it")
        }
        name = name.replacing("/", with: ".")
        guard RelativeName.isRelative(name) else { return }
        guard let absolute = RelativeName.resolve(name, from: source) else {
            throw Diagnostic(
                "Attempted relative include of '\(name)' within SLS '\(source.name)' goes beyond top level package",
                at: item.location)
        }
        name = absolute
    }
}
