import Values

extension ArgumentForm {
    /// A mapping in the API's own words.
    static let mapping = ArgumentForm { (value) throws(ArgumentRefusal) in
        guard value.map != nil else { throw .expected("a mapping", value) }
        return value
    }

    /// A list of mounts: `target`, `source`, `type` (`volume` unless said), `read_only`, ... or the API's names for them.
    static let mounts = ArgumentForm { (value) throws(ArgumentRefusal) in
        .list(
            try (value.list ?? [value]).map { (item) throws(ArgumentRefusal) in
                var mount = try record(
                    item,
                    [
                        ("Type", "type", .text), ("Source", "source", .text), ("Target", "target", .absolutePath),
                        ("ReadOnly", "read_only", .flag), ("Consistency", "consistency", .text),
                        ("BindOptions", "bind_options", .mapping), ("VolumeOptions", "volume_options", .mapping),
                        ("TmpfsOptions", "tmpfs_options", .mapping),
                    ])
                guard mount["Target"] != nil else { throw ArgumentRefusal("a mount needs a target") }
                if mount["ReadOnly"] == false { mount.removeValue(forKey: "ReadOnly") }
                let type = mount["Type"]?.string ?? "volume"
                guard ["bind", "volume", "tmpfs"].contains(type) else {
                    throw ArgumentRefusal("type: '\(type)' is not one of bind, volume, tmpfs")
                }
                if type == "bind", mount["Source"] == nil { throw ArgumentRefusal("a bind needs a source") }
                mount["Type"] = .string(type)
                return .map(mount)
            })
    }

    /// A list of requests such as `{count: -1, capabilities: [[gpu]]}`; a single list of capabilities will do.
    static let deviceRequests = ArgumentForm { (value) throws(ArgumentRefusal) in
        .list(
            try (value.list ?? [value]).map { (item) throws(ArgumentRefusal) in
                .map(
                    try record(
                        item,
                        [
                            ("Driver", "driver", .text), ("Count", "count", .integer),
                            ("DeviceIDs", "device_ids", .texts), ("Capabilities", "capabilities", capabilities),
                            ("Options", "options", .textMap),
                        ]))
            })
    }

    private static let capabilities = ArgumentForm { (value) throws(ArgumentRefusal) in
        let list = items(value)
        guard list.contains(where: { $0.list != nil }) else { return [.strings(try texts(value))] }
        return .list(try list.map { (item) throws(ArgumentRefusal) in .strings(try texts(item)) })
    }

    /// A mapping whose keys are the API's or the same in snake case; written with the API's.
    private static func record(
        _ value: Value, _ fields: [(key: String, alias: String, form: ArgumentForm)]
    ) throws(ArgumentRefusal) -> ValueMap {
        guard let map = value.map else { throw .expected("a mapping", value) }
        for name in map.keyTexts where !fields.contains(where: { name == $0.key || name == $0.alias }) {
            let hint = NearestName.hint(for: name, among: fields.map(\.alias)).map { "; \($0)" } ?? ""
            throw ArgumentRefusal("unknown option '\(name)'\(hint)")
        }
        var record = ValueMap()
        for field in fields {
            guard let given = map[field.key] ?? map[field.alias], !given.isNull else { continue }
            do throws(ArgumentRefusal) { record[field.key] = try field.form.read(given) } catch {
                throw ArgumentRefusal("\(field.alias): \(error.reason)")
            }
        }
        return record
    }
}
