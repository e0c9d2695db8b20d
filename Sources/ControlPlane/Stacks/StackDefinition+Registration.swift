import Values

extension StackDefinition {
    /// What a load balancer has to know of the application (`haproxy.application`).
    var registration: ValueMap {
        [
            "frontend": .string(loadbal.frontend), "internal": .map(loadbal.internalRules),
            "health": .map(loadbal.health.check), "hosts": .strings(loadbal.hosts),
        ]
    }
}
