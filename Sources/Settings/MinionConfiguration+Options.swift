import Model
import Telemetry
package import Values

extension MinionConfiguration {
    /// What templates see as `opts` and `config.get` finds: everything as written, with the defaults of what was not.
    package var engineOptions: ValueMap {
        var options = common.options
        options["id"] = .string(id.text)
        options["config_dir"] = .string(directory)
        options["conf_file"] = .string("\(directory)/minion")
        options["root_dir"] = .string(common.rootDirectory)
        options["file_roots"] = Self.value(common.fileRoots)
        options["pillar_roots"] = Self.value(common.pillarRoots, inOrderOf: options["pillar_roots"])
        options["renderer"] = .string(common.renderer)
        options["state_output"] = .string(common.stateOutput)
        options["log_level"] = .string(common.logVerbosity.rawValue)
        options["pillar_source_merging_strategy"] = .string(common.pillarMergeStrategy.rawValue)
        options["cachedir"] = .string(common.cacheDirectory)
        options["master"] = options["master"] ?? .strings(masters.map(\.description))
        options["file_client"] = .string(isLocal ? "local" : "remote")
        return options
    }

    /// - Parameter written: the environments as the configuration has them, in an order that counts.
    private static func value(_ roots: [String: [String]], inOrderOf written: Value? = nil) -> Value {
        let order = written?.map?.keyTexts ?? []
        let sorted = roots.sorted { a, b in
            let places = (order.firstIndex(of: a.key) ?? order.count, order.firstIndex(of: b.key) ?? order.count)
            return (places.0, a.key) < (places.1, b.key)
        }
        return .map(ValueMap(sorted.map { (.string($0.key), .strings($0.value)) }))
    }
}
