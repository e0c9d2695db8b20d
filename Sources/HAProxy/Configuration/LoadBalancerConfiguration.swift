package import Values

/// Everything that a configuration file is made of.
package struct LoadBalancerConfiguration: Sendable, Hashable {
    package var pillar: PillarConfiguration
    package var applications: [RegisteredApplication]
    /// What is in the slots, by the backend's name in HAProxy. A backend that is not here has empty slots.
    package var slots: [String: SlotTable]

    package init(
        pillar: PillarConfiguration, applications: [RegisteredApplication] = [], slots: [String: SlotTable] = [:]
    ) {
        self.pillar = pillar
        self.applications = applications.sorted { $0.name < $1.name }
        self.slots = slots
    }

    /// The backends with slots and how many each has at least, by HAProxy's name.
    package var slotCounts: [String: Int] {
        var counts: [String: Int] = [:]
        for backend in pillar.backends {
            if let query = backend.containers { counts[ProxyName.sanitised(backend.name)] = query.slots }
        }
        for application in applications {
            for name in application.backendNames { counts[name] = application.slots }
        }
        return counts
    }

    /// The table of a backend in the size that the configuration asks for, or larger when more is in it.
    package func table(of backend: String) -> SlotTable {
        let count = slotCounts[backend] ?? 0
        return (slots[backend] ?? SlotTable(count: count)).resized(to: count)
    }

    /// What is wrong between the pillar and the applications; empty when nothing is.
    package var problems: [Diagnostic] {
        let frontends = pillar.frontends.map(\.name)
        var problems: [Diagnostic] = []
        var backendNames = Set(pillar.backends.map { ProxyName.sanitised($0.name) })
        for application in applications {
            if !frontends.contains(where: { ProxyName.sanitised($0) == ProxyName.sanitised(application.frontend) }) {
                problems.append(
                    Diagnostic(
                        "application '\(application.name)' is behind the frontend '\(application.frontend)', "
                            + "which haproxy:config:frontends does not declare",
                        hint: NearestName.hint(for: application.frontend, among: frontends)
                            ?? "declared are: \(frontends.isEmpty ? "none" : frontends.joined(separator: ", "))"))
            }
            for name in application.backendNames where !backendNames.insert(name).inserted {
                problems.append(
                    Diagnostic("the backend '\(name)' of application '\(application.name)' exists already"))
            }
        }
        return problems + sharedFrontends
    }

    /// Two applications without host names on one frontend would both claim every request.
    private var sharedFrontends: [Diagnostic] {
        let groups = Dictionary(grouping: applications) { ProxyName.sanitised($0.frontend) }
        return groups.sorted { $0.key < $1.key }.compactMap { frontend, members in
            let open = members.filter(\.hosts.isEmpty).map(\.name)
            guard open.count > 1 else { return nil }
            return Diagnostic(
                "the applications \(open.joined(separator: ", ")) all take every request of frontend '\(frontend)'",
                hint: "give all but one of them 'hosts'")
        }
    }
}
