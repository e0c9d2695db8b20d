import Values

extension PillarReader {
    /// A frontend, or nil when it is disabled or has no usable bind.
    mutating func frontend(_ value: Value, name: String) -> PillarConfiguration.Frontend? {
        let path = "haproxy:config:frontends:\(name)"
        let map = section(value, at: path, keys: ["acls", "http_proxy", "enabled"])
        var frontend = PillarConfiguration.Frontend(name: name)
        for (index, item) in list(map["acls"], at: "\(path):acls").enumerated() {
            accessList(item, at: "\(path):acls:\(index)").map { frontend.acls.append($0) }
        }
        let proxyPath = "\(path):http_proxy"
        let proxy = section(
            map["http_proxy"], at: proxyPath,
            keys: ["enabled", "http", "https", "healthcheck", "use_backends", "default_backend"])
        guard flag(map, "enabled", at: path) ?? true, flag(proxy, "enabled", at: proxyPath) ?? true else { return nil }
        binds(proxy, at: proxyPath, into: &frontend)
        frontend.healthcheck = answeredCheck(proxy["healthcheck"], at: "\(proxyPath):healthcheck")
        for (index, item) in list(proxy["use_backends"], at: "\(proxyPath):use_backends").enumerated() {
            backendRule(item, at: "\(proxyPath):use_backends:\(index)").map { frontend.useBackends.append($0) }
        }
        frontend.defaultBackend = word(proxy, "default_backend", at: proxyPath)
        return frontend
    }

    private mutating func binds(
        _ proxy: ValueMap, at path: String, into frontend: inout PillarConfiguration.Frontend
    ) {
        if let value = proxy["http"], !value.isNull {
            let map = section(value, at: "\(path):http", keys: ["port", "address", "redirect"])
            frontend.redirectsToHTTPS = flag(map, "redirect", at: "\(path):http") ?? false
            if let port = requiredPort(map, at: "\(path):http") {
                frontend.http = .init(address: word(map, "address", at: "\(path):http"), port: port)
            }
        }
        if let value = proxy["https"], !value.isNull {
            let map = section(value, at: "\(path):https", keys: ["port", "address", "cert"])
            let certificate = requiredText(map, "cert", at: "\(path):https")
            if let port = requiredPort(map, at: "\(path):https"), let certificate {
                frontend.https = .init(
                    address: word(map, "address", at: "\(path):https"), port: port, certificate: certificate)
            }
        }
        if proxy["http"] == nil, proxy["https"] == nil {
            refuse("frontend '\(frontend.name)' listens nowhere: \(path) has neither 'http' nor 'https'")
        }
        if frontend.redirectsToHTTPS, proxy["https"] == nil {
            refuse("frontend '\(frontend.name)' redirects to https, but \(path) has no 'https'")
        }
    }

    private mutating func accessList(_ value: Value, at path: String) -> PillarConfiguration.AccessList? {
        let map = section(value, at: path, keys: ["name", "condition", "enabled"])
        guard let name = requiredText(map, "name", at: path), let condition = requiredText(map, "condition", at: path)
        else { return nil }
        guard ProxyName.isValid(name) else {
            refuse("\(path): an ACL's name has letters, digits and -_.: only: '\(name)'")
            return nil
        }
        return .init(name: name, condition: condition, isEnabled: flag(map, "enabled", at: path) ?? true)
    }

    private mutating func answeredCheck(_ value: Value?, at path: String)
        -> PillarConfiguration.FrontendHealthcheck?
    {
        guard let value, !value.isNull else { return nil }
        let map = section(value, at: path, keys: ["enabled", "method", "uri", "host"])
        guard flag(map, "enabled", at: path) ?? true, requiredText(map, "uri", at: path) != nil,
            let uri = word(map, "uri", at: path)
        else { return nil }
        return .init(
            method: word(map, "method", at: path) ?? "GET", path: uri, host: word(map, "host", at: path))
    }

    private mutating func backendRule(_ value: Value, at path: String) -> PillarConfiguration.BackendRule? {
        let map = section(value, at: path, keys: ["name", "condition"])
        guard let name = requiredText(map, "name", at: path), let condition = requiredText(map, "condition", at: path)
        else { return nil }
        guard condition.hasPrefix("if ") || condition.hasPrefix("unless ") else {
            refuse(
                "\(path):condition must begin with 'if' or 'unless': '\(condition)'", hint: "write 'if \(condition)'")
            return nil
        }
        return .init(backend: name, condition: condition)
    }
}
