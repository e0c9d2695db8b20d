import Execution
import Model
import Values

extension NetworkSpecification {
    /// Takes the arguments of `docker_network.present` that describe the network.
    init(_ arguments: inout ArgumentDecoder, ignoresCollisions: Bool, validatesAddresses: Bool) {
        var body: ValueMap = ["Driver": .string(arguments.text("driver", default: "bridge"))]
        let options = arguments.keyValues(
            ["driver_opts", "driver_opt", "options"], ignoresCollisions: ignoresCollisions)
        if let options, !options.isEmpty { body["Options"] = .map(options) }
        let labels = arguments.keyValues(["labels", "label"], ignoresCollisions: ignoresCollisions)
        if let labels, !labels.isEmpty { body["Labels"] = .map(labels) }
        let flags = [
            ("internal", "Internal"), ("attachable", "Attachable"), ("enable_ipv6", "EnableIPv6"),
            ("ingress", "Ingress"),
        ]
        for (name, key) in flags where arguments.flag(name, default: false) { body[key] = true }
        if let scope = arguments.text("scope") { body["Scope"] = .string(scope) }
        let ipam = Self.addressManagement(&arguments, ignoresCollisions, validatesAddresses)
        if !ipam.isEmpty { body["IPAM"] = .map(ipam) }
        self.init(body: body)
    }

    private static func addressManagement(
        _ arguments: inout ArgumentDecoder, _ ignoresCollisions: Bool, _ validates: Bool
    ) -> ValueMap {
        if let whole = arguments.map("ipam") { return whole }
        var ipam = ValueMap()
        if let driver = arguments.text("ipam_driver") { ipam["Driver"] = .string(driver) }
        if let options = arguments.keyValues(["ipam_opts", "ipam_opt"]) { ipam["Options"] = .map(options) }
        var pools = arguments.list("ipam_pools") ?? []
        var own = ValueMap()
        for names in [["subnet"], ["iprange", "ip_range"], ["gateway"], ["aux_addresses", "aux_address"]] {
            if let (_, value) = arguments.value(ofFirst: names, ignoresCollisions: ignoresCollisions) {
                own[names[0]] = value
            }
        }
        if !own.isEmpty {
            if !pools.isEmpty {
                arguments.refuse(
                    "ipam_pools", "ipam_pools can't be combined with subnet, iprange, gateway, aux_addresses")
            }
            pools.append(.map(own))
        }
        let configs = pools.map { pool(in: $0, &arguments, validates) }
        if !configs.isEmpty { ipam["Config"] = .list(configs) }
        return ipam
    }

    /// One pool in the API's words.
    private static func pool(in value: Value, _ arguments: inout ArgumentDecoder, _ validates: Bool) -> Value {
        var pool = ValueMap()
        for (key, value) in value.map ?? [:] {
            let name = key.scalarText ?? ""
            switch name {
            case "subnet": pool["Subnet"] = address(value, name, &arguments, validates)
            case "iprange", "ip_range": pool["IPRange"] = address(value, name, &arguments, validates)
            case "gateway": pool["Gateway"] = address(value, name, &arguments, validates)
            case "aux_addresses", "aux_address": pool["AuxiliaryAddresses"] = auxiliary(value)
            default:
                arguments.refuse(
                    "ipam_pools", "unknown option '\(name)' of a pool",
                    hint: NearestName.hint(for: name, among: ["subnet", "iprange", "gateway", "aux_addresses"]))
            }
        }
        if pool["Subnet"] == nil { arguments.refuse("subnet", "'subnet' is required for each pool of addresses") }
        return .map(pool)
    }

    private static func address(
        _ value: Value, _ name: String, _ arguments: inout ArgumentDecoder, _ validates: Bool
    ) -> Value {
        let text = value.scalarText ?? ""
        if validates {
            do throws(Diagnostic) { _ = try AddressRange(text) } catch {
                arguments.refuse(name, "\(name): \(error.message)", hint: error.hint)
            }
        }
        return .string(text)
    }

    /// `name=address`, a list of such, or a mapping.
    private static func auxiliary(_ value: Value) -> Value {
        if value.map != nil { return value }
        let items =
            value.list?.compactMap(\.scalarText) ?? (value.scalarText ?? "").split(separator: ",").map(String.init)
        return .map(
            ValueMap(
                items.map { item in
                    let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
                    return (.string(parts.first ?? ""), .string(parts.count > 1 ? parts[1] : ""))
                }))
    }
}
