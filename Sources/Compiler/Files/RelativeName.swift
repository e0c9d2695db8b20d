/// Names of SLS files relative to another: `.config`, `..common`.
enum RelativeName {
    static func isRelative(_ name: String) -> Bool { name.hasPrefix(".") }

    /// `name` seen from the SLS `base`: as many components are dropped as there are dots, an `init.sls` counting as one
    /// level below its own name. Nil when that goes beyond the root.
    static func resolve(_ name: String, from base: SLSSource) -> String? {
        let dots = name.prefix { $0 == "." }.count
        var components = base.name.split(separator: ".").map(String.init)
        if base.isInit { components.append("init") }
        guard dots <= components.count else { return nil }
        components.removeLast(dots)
        let rest = String(name.dropFirst(dots))
        if !rest.isEmpty { components.append(rest) }
        return components.joined(separator: ".")
    }
}
