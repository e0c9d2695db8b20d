package import HAProxy
package import Values

/// How the HAProxy of this host is reached and started: the minion's `haproxy` settings.
package struct HAProxyInstallation: Sendable {
    package let settings: HAProxySettings
    /// The service that runs it; nil when Pigeon starts the program itself (`service: none`).
    package let service: String?

    /// - Parameter configuration: what `HAProxySettings` reads, and `service` (default `haproxy`).
    /// - Throws: a sentence for every mistake.
    package init(configuration: ValueMap) throws {
        var rest = configuration
        let service = rest.removeValue(forKey: "service")?.scalarText ?? "haproxy"
        settings = try HAProxySettings(minionConfiguration: .map(rest))
        self.service = service == "none" ? nil : service
    }
}
