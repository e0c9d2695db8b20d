package import Execution
package import Model
package import Values

package struct BeaconPresent: StateFunction {
    package static let function: FunctionName = "beacon.present"
    package static let summary = "A beacon on this minion, with exactly these settings"

    let name: String
    let isSaved: Bool
    let settings: Value

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        isSaved = arguments.flag("save", default: false)
        let given = arguments.value("beacon_data")
        let others = arguments.rest()
        settings = given ?? .list(others.map { .map(ValueMap([($0.key, $0.value)])) })
    }

    package struct Observation: Sendable {
        var current: Value?
        var problem: String?
    }

    package func observe(with book: BeaconBook, in run: RunContext) async throws -> Observation {
        do {
            _ = try BeaconWatch(try BeaconSettings(name: name, settings))
            return Observation(current: book.beacons[name])
        } catch {
            return Observation(current: nil, problem: error.description)
        }
    }

    package func plan(_ seen: Observation) -> Plan<Value> {
        if let problem = seen.problem {
            return .impossible("Beacon \(name) configuration invalid, not adding.\n\(problem)")
        }
        if seen.current == settings { return .satisfied("\(name) already in beacon configuration") }
        guard let old = seen.current else {
            return .changing([settings], predicted: [name: "added"], comment: "Beacon: \(name) would be added.")
        }
        return .changing(
            [settings], predicted: [name: ["old": old, "new": settings]],
            comment: "Beacon: \(name) would be modified.")
    }

    package func apply(_ new: Value, with book: BeaconBook, in run: RunContext) async throws -> Applied {
        let old = book.beacons[name]
        book.set(name, new)
        var comment = old == nil ? "Adding \(name) to beacons" : "Modifying \(name) in beacons"
        if isSaved { comment += "\nBeacons saved to \(try book.save())." }
        return Applied(comment, changes: [name: old.map { ["old": $0, "new": new] } ?? "added"])
    }
}

package struct BeaconAbsent: StateFunction {
    package static let function: FunctionName = "beacon.absent"
    package static let summary = "No such beacon on this minion"

    let name: String
    let isSaved: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        isSaved = arguments.flag("save", default: false)
    }

    package func observe(with book: BeaconBook, in run: RunContext) async throws -> Bool { book.isConfigured(name) }

    package func plan(_ isThere: Bool) -> Plan<Bool> {
        guard isThere else { return .satisfied("\(name) not configured in beacons") }
        return .changing([true], predicted: [name: "removed"], comment: "Beacon: \(name) would be deleted.")
    }

    package func apply(_ change: Bool, with book: BeaconBook, in run: RunContext) async throws -> Applied {
        book.set(name, nil)
        let saved = isSaved ? "\nBeacons saved to \(try book.save())." : ""
        return Applied("Removed \(name) from beacons\(saved)", changes: [name: "removed"])
    }
}

extension Catalogue {
    /// The functions and states of beacons.
    package mutating func addBeacons(_ book: BeaconBook) {
        add(BeaconsModule(book).functions)
        add(BeaconPresent.self, reader: book, writer: book)
        add(BeaconAbsent.self, reader: book, writer: book)
    }
}
