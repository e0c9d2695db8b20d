package import Values

/// Which renderers files may name: `renderer_whitelist` and `renderer_blacklist` of the configuration.
package struct RendererPermission: Sendable {
    /// Empty: all.
    private let allowed: [String]
    private let forbidden: [String]

    package init(_ options: ValueMap = [:]) {
        allowed = Self.names(options["renderer_whitelist"])
        forbidden = Self.names(options["renderer_blacklist"])
    }

    /// The setting that rules a renderer out; nil where none does.
    func refusal(of name: String) -> String? {
        if forbidden.contains(name) { return "renderer_blacklist" }
        return allowed.isEmpty || allowed.contains(name) ? nil : "renderer_whitelist"
    }

    private static func names(_ value: Value?) -> [String] {
        value?.list?.compactMap(\.string) ?? value?.string.map { [$0] } ?? []
    }
}
