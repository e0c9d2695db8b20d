extension ConfigurationWriter {
    /// The applications' rules come before the pillar's `use_backends`: those and the default backend are what a
    /// request falls back to that no stack takes.
    func frontend(_ frontend: PillarConfiguration.Frontend, applications: [RegisteredApplication]) -> String {
        var section = SectionText("frontend \(ProxyName.sanitised(frontend.name))")
        section.add(frontend.http.map { "bind \(address($0))" })
        section.add(
            frontend.https.map {
                "bind \(address($0)) ssl crt \(Word.quoted($0.certificate ?? "")) alpn h2,http/1.1"
            })
        if let check = frontend.healthcheck { section.add(answer(check)) }
        for list in frontend.acls {
            // A disabled list stays known, so that rules which name it are valid and never match.
            section.add("acl \(list.name) \(list.isEnabled ? list.condition : "always_false")")
        }
        if frontend.redirectsToHTTPS, let https = frontend.https { section.add(redirect(to: https)) }
        if frontend.https != nil { section.add("http-request set-header X-Forwarded-Proto https if { ssl_fc }") }
        let ordered = applications.filter { !$0.hosts.isEmpty } + applications.filter(\.hosts.isEmpty)
        for application in ordered { route(application, in: &section) }
        if !ordered.isEmpty {
            section.add("use_backend %[var(txn.pigeon_backend)] if { var(txn.pigeon_backend) -m found }")
        }
        for rule in frontend.useBackends {
            section.add("use_backend \(ProxyName.sanitised(rule.backend)) \(rule.condition)")
        }
        section.add("default_backend \(frontend.defaultBackend.map(ProxyName.sanitised) ?? Self.unavailable)")
        return section.text
    }

    private func address(_ bind: PillarConfiguration.Bind) -> String {
        guard let address = bind.address else { return ":\(bind.port)" }
        return Word.quoted(BackendServer(address: address, port: bind.port).description)
    }

    private func answer(_ check: PillarConfiguration.FrontendHealthcheck) -> String {
        let host = check.host.map { " { req.hdr(host),field(1,:) -i -- \(Word.quoted($0)) }" } ?? ""
        return "http-request return status 200 content-type text/plain string \"OK\\n\" "
            + "if { path \(Word.quoted(check.path)) } { method \(Word.quoted(check.method)) }\(host)"
    }

    private func redirect(to https: PillarConfiguration.Bind) -> String {
        if https.port == 443 { return "http-request redirect scheme https code 301 unless { ssl_fc }" }
        return "http-request redirect location https://%[req.hdr(host),field(1,:)]:\(https.port)%[pathq] code 301 "
            + "unless { ssl_fc }"
    }

    /// Looks the backend up under `<app>.release` for internal requests, then under `<app>.active` for all that found
    /// none.
    private func route(_ application: RegisteredApplication, in section: inout SectionText) {
        let map = "map(\(settings.stacksMap))"
        var scope = ""
        if !application.hosts.isEmpty {
            let list = "pigeon_host_\(application.name)"
            let names = application.hosts.map(Word.quoted).joined(separator: " ")
            section.add("acl \(list) req.hdr(host),field(1,:) -i -- \(names)")
            scope = " \(list)"
        }
        let unset = "!{ var(txn.pigeon_backend) -m found }"
        let rules = application.internalRules
        if !rules.isEmpty {
            let list = "pigeon_internal_\(application.name)"
            if !rules.sources.isEmpty { section.add("acl \(list) src \(rules.sources.joined(separator: " "))") }
            for header in rules.headers {
                // `hdr` splits a header at its commas, `fhdr` takes it whole.
                let fetch = header.value.contains(",") ? "req.fhdr" : "req.hdr"
                section.add("acl \(list) \(fetch)(\(header.name)) -m str -- \(Word.quoted(header.value))")
            }
            for cookie in rules.cookies {
                section.add("acl \(list) req.cook(\(cookie.name)) -m str -- \(Word.quoted(cookie.value))")
            }
            section.add(
                "http-request set-var(txn.pigeon_backend) str(\(application.mapKey(.release))),\(map)"
                    + " if\(scope) \(list) \(unset)")
        }
        section.add(
            "http-request set-var(txn.pigeon_backend) str(\(application.mapKey(.active))),\(map) if\(scope) \(unset)")
    }
}
