package import Values

/// What a pillar is compiled for.
package struct PillarRequest: Sendable, Hashable {
    package var grains: ValueMap
    /// What a command line gave; it wins, and templates see it.
    package var override: ValueMap
    /// The one environment whose pillar is wanted; nil for that of the configuration, or all.
    package var pillarenv: String?
    /// The environment of the states that the pillar is for, as far as one was named.
    package var saltenv: String?

    package init(
        grains: ValueMap = [:], override: ValueMap = [:], pillarenv: String? = nil, saltenv: String? = nil
    ) {
        self.grains = grains
        self.override = override
        self.pillarenv = pillarenv
        self.saltenv = saltenv
    }
}

extension PillarRequest {
    /// As a minion sends it.
    package init(value: Value) {
        self.init(
            grains: value["grains"]?.map ?? [:], override: value["override"]?.map ?? [:],
            pillarenv: value["pillarenv"]?.scalarText, saltenv: value["saltenv"]?.scalarText)
    }

    package var value: Value {
        var map: ValueMap = ["grains": .map(grains), "override": .map(override)]
        map["pillarenv"] = pillarenv.map(Value.string)
        map["saltenv"] = saltenv.map(Value.string)
        return .map(map)
    }
}
