import Execution
package import Model
package import Values

/// The `loadbal` section: which minions run HAProxy and how the stack stands behind it.
package struct LoadBalancing: Sendable {
    package let target: Target
    package let frontend: String
    /// Only requests for these host names are the application's; empty: all of the frontend.
    package let hosts: [String]
    package let backendPort: Int
    package let defaultNetwork: String
    /// Who sees the stack in release, handed on to HAProxy's configuration as it is.
    package let internalRules: ValueMap
    package let health: HealthGate
    /// How long connections of a stack that leaves are waited for.
    package let drainDeadline: Duration

    init(_ map: ValueMap, place: String, isMissing: Bool, _ problems: inout [Diagnostic]) {
        var decoder = ArgumentDecoder(map)
        target = Placement.target(&decoder, place: place, isMissing: isMissing, &problems)
        frontend = decoder.text("frontend") ?? ""
        hosts = decoder.texts("hosts") ?? []
        backendPort = decoder.integer("backend_port") ?? 0
        defaultNetwork = decoder.text("default_network", default: "loadbal")
        internalRules = decoder.map("internal") ?? [:]
        health = HealthGate(decoder.map("health") ?? [:], place: "\(place):health", &problems)
        var drain = ArgumentDecoder(decoder.map("drain") ?? [:])
        drainDeadline = drain.duration("deadline") ?? .seconds(30)
        problems += drain.finish(for: "\(place):drain", noun: "a key")
        if !isMissing, frontend.isEmpty {
            problems.append(
                Diagnostic("\(place) has no 'frontend'", hint: "the HAProxy frontend that the stack is behind"))
        }
        if !isMissing, !(1...65_535).contains(backendPort) {
            problems.append(
                Diagnostic(
                    "\(place) needs a 'backend_port'", hint: "the port on which the containers listen, 1 to 65535"))
        }
        problems += decoder.finish(for: place, noun: "a key")
    }
}

/// When a stack counts as healthy.
package struct HealthGate: Sendable {
    /// As HAProxy's configuration takes it: path, expect, interval, timeout, rise, fall.
    package let check: ValueMap
    /// How long a release waits for it.
    package let deadline: Duration

    init(_ map: ValueMap, place: String, _ problems: inout [Diagnostic]) {
        var decoder = ArgumentDecoder(map)
        var check: ValueMap = [:]
        check["path"] = .string(decoder.text("path", default: "/"))
        check["expect"] = .string(decoder.text("expect", default: "200-399"))
        for name in ["interval", "timeout"] {
            if let duration = decoder.duration(name) { check[name] = .string("\(Int(duration.seconds * 1000))ms") }
        }
        for name in ["rise", "fall"] { if let number = decoder.integer(name) { check[name] = .int(number) } }
        for name in ["host", "method"] { if let text = decoder.text(name) { check[name] = .string(text) } }
        self.check = check
        deadline = decoder.duration("deadline") ?? .seconds(60)
        problems += decoder.finish(for: place, noun: "a key")
    }
}
