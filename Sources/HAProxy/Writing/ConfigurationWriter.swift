import Values

/// Makes the text of `haproxy.cfg`. Pure: the same configuration gives the same text.
///
/// The file carries a fingerprint of everything but the contents of the slots in `description`, which a running
/// HAProxy shows in `show info`: so one can tell whether the worker that runs was started from this file.
package struct ConfigurationWriter: Sendable {
    package let settings: HAProxySettings

    package init(settings: HAProxySettings) { self.settings = settings }

    /// - Throws: `HAProxyError.configurationInvalid` when pillar and applications contradict each other.
    package func text(of configuration: LoadBalancerConfiguration) throws(HAProxyError) -> String {
        let problems = configuration.problems
        guard problems.isEmpty else { throw .configurationInvalid(problems) }
        var sections = [
            "# Written by Pigeon; changes made by hand are overwritten at the next apply.\n",
            global(configuration.pillar), defaults(configuration.pillar),
        ]
        for frontend in configuration.pillar.frontends {
            let name = ProxyName.sanitised(frontend.name)
            let members = configuration.applications.filter { ProxyName.sanitised($0.frontend) == name }
            sections.append(self.frontend(frontend, applications: members))
        }
        for backend in configuration.pillar.backends {
            let name = ProxyName.sanitised(backend.name)
            sections.append(self.backend(backend, slots: backend.containers.map { _ in configuration.table(of: name) }))
        }
        for application in configuration.applications {
            for name in application.backendNames {
                sections.append(self.backend(name, of: application, slots: configuration.table(of: name)))
            }
        }
        sections.append(unavailableBackend)
        let body = sections.joined(separator: "\n")
        let fingerprint = ConfigurationFile(body).fingerprint
        return body.replacing(
            "    \(ConfigurationFile.descriptionPrefix)\n",
            with: "    \(ConfigurationFile.descriptionPrefix)\(fingerprint)\n",
            maxReplacements: 1)
    }

    private func global(_ pillar: PillarConfiguration) -> String {
        var section = SectionText("global")
        section.add(ConfigurationFile.descriptionPrefix)
        let logs = pillar.logs.isEmpty ? [.init(location: "/dev/log", facility: "local0", severity: nil)] : pillar.logs
        for log in logs { section.add(logLine(log)) }
        section.add(settings.chroot.map { "chroot \(Word.quoted($0))" })
        section.add(settings.user.map { "user \(Word.quoted($0))" })
        section.add(settings.group.map { "group \(Word.quoted($0))" })
        section.add("stats socket \(Word.quoted(settings.adminSocket)) mode 660 level admin expose-fd listeners")
        section.add("stats timeout 30s")
        section.add("hard-stop-after \(TimeText.haproxy(settings.hardStopAfter))")
        section.add("mworker-max-reloads \(settings.maximumReloads)")
        section.add(pillar.maximumConnections.map { "maxconn \($0)" })
        return section.text
    }

    private func logLine(_ log: PillarConfiguration.LogTarget) -> String {
        let isStream = log.location == "stdout" || log.location == "stderr" || log.location.hasPrefix("fd@")
        return "log \(Word.quoted(log.location))\(isStream ? " format raw" : "") \(log.facility)"
            + (log.severity.map { " \($0)" } ?? "")
    }

    private func defaults(_ pillar: PillarConfiguration) -> String {
        var section = SectionText("defaults")
        section.add("mode http")
        section.add("log global")
        section.add("option httplog")
        section.add("option dontlognull")
        section.add("option forwardfor")
        section.add("option redispatch 1")
        section.add("retries 3")
        // Without it a reload closes idle client connections and loses a request that was just sent on one.
        section.add("option idle-close-on-response")
        section.add("http-reuse safe")
        let timeouts = pillar.timeouts
        section.add("timeout connect \(TimeText.haproxy(timeouts.connect))")
        section.add("timeout client \(TimeText.haproxy(timeouts.client))")
        section.add("timeout server \(TimeText.haproxy(timeouts.server))")
        section.add("timeout http-request \(TimeText.haproxy(timeouts.httpRequest))")
        section.add("timeout http-keep-alive \(TimeText.haproxy(timeouts.httpKeepAlive))")
        section.add("timeout queue \(TimeText.haproxy(timeouts.queue))")
        section.add("timeout check \(TimeText.haproxy(timeouts.check))")
        section.add("timeout tunnel \(TimeText.haproxy(timeouts.tunnel))")
        return section.text
    }

    /// Where requests go that no stack and no default backend takes.
    static let unavailable = "pigeon_unavailable"

    private var unavailableBackend: String {
        var section = SectionText("backend \(Self.unavailable)")
        section.add(
            "http-request return status 503 content-type text/plain string \"no stack is active\\n\" "
                + "hdr Retry-After 5")
        return section.text
    }
}
