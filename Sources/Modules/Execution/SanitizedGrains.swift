import Values

/// Grains without what tells which machine it is (`grains.items sanitize=True`).
enum SanitizedGrains {
    static func of(_ grains: ValueMap) -> ValueMap {
        var kept = grains
        for key in ["host", "localhost", "nodename"] where grains[key] != nil { kept[key] = "MINION" }
        for key in ["fqdn", "id"] where grains[key] != nil { kept[key] = "MINION.DOMAINNAME" }
        if grains["domain"] != nil { kept["domain"] = "DOMAINNAME" }
        if let serial = grains["serialnumber"]?.scalarText {
            let shown = serial.count * 3 / 4
            kept["serialnumber"] = .string(
                serial.prefix(shown) + String(repeating: "X", count: serial.count - shown))
        }
        return kept
    }
}
