extension ConfigurationWriter {
    func backend(_ backend: PillarConfiguration.Backend, slots: SlotTable?) -> String {
        var section = SectionText("backend \(ProxyName.sanitised(backend.name))")
        section.add("balance \(backend.balance)")
        check(backend.healthcheck, serverMaximumConnections: nil, in: &section)
        for server in backend.servers { section.add(line(server)) }
        if let slots { add(slots, to: &section) }
        return section.text
    }

    func backend(_ name: String, of application: RegisteredApplication, slots: SlotTable) -> String {
        var section = SectionText("backend \(name)")
        section.add("balance \(application.options.balance)")
        if application.options.retriesEmptyResponses {
            section.add("retry-on conn-failure empty-response")
            // A repeated request may have run already; that is harmless for these methods only.
            section.add("http-request disable-l7-retry unless { method GET HEAD OPTIONS }")
        }
        check(
            application.check(of: name), serverMaximumConnections: application.options.serverMaximumConnections,
            in: &section)
        add(slots, to: &section)
        return section.text
    }

    private func check(_ health: HealthCheck?, serverMaximumConnections: Int?, in section: inout SectionText) {
        let limit = serverMaximumConnections.map { " maxconn \($0)" } ?? ""
        let health: HealthCheck = {
            guard let health else { return HealthCheck() }
            section.add("option httpchk")
            section.add(
                "http-check send meth \(Word.quoted(health.method)) uri \(Word.quoted(health.path)) ver HTTP/1.1 "
                    + "hdr Host \(Word.quoted(health.host))")
            section.add("http-check expect status \(health.expect)")
            section.add("timeout check \(TimeText.haproxy(health.timeout))")
            return health
        }()
        let fast = min(health.interval, max(.milliseconds(100), health.interval / 2))
        section.add(
            "default-server check inter \(TimeText.haproxy(health.interval)) fastinter \(TimeText.haproxy(fast)) "
                + "rise \(health.rise) fall \(health.fall) init-addr last,libc,none\(limit)")
    }

    private func line(_ server: PillarConfiguration.StaticServer) -> String {
        let target = BackendServer(address: server.address, port: server.port)
        var line = "server \(ProxyName.sanitised(server.name)) \(Word.quoted(target.description))"
        if let weight = server.weight { line += " weight \(weight)" }
        if let limit = server.maximumConnections { line += " maxconn \(limit)" }
        if server.isBackup { line += " backup" }
        if !server.isChecked { line += " no-check" }
        if server.usesTLS { line += " ssl verify \(server.verifies ? "required ca-file @system-ca" : "none")" }
        return line
    }

    private func add(_ slots: SlotTable, to section: inout SectionText) {
        for (index, server) in slots.servers.enumerated() {
            section.add(ConfigurationFile.slotLine(SlotTable.name(index), server))
        }
    }
}
