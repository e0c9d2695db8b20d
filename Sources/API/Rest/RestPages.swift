/// What the REST API shows beside the control plane: readiness, metrics, the dashboard.
package struct RestPages: Sendable {
    /// Why the master can't serve yet, or nil: `GET /readyz`.
    package var unreadiness: @Sendable () async -> String?
    /// The metrics in Prometheus' text format: `GET /metrics`; nil when none are kept.
    package var metrics: (@Sendable () async -> String)?
    /// The HTML that a browser gets for `GET /`; nil without a dashboard.
    package var dashboard: String?

    package init(
        unreadiness: @escaping @Sendable () async -> String? = { nil }, metrics: (@Sendable () async -> String)? = nil,
        dashboard: String? = nil
    ) {
        self.unreadiness = unreadiness
        self.metrics = metrics
        self.dashboard = dashboard
    }
}
