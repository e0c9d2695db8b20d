import Execution
import Host
import Values

/// Packages that are kept as they are, or no more, and how that is told.
struct PackageHolds: Sendable, Hashable {
    struct Outcome: Sendable, Hashable {
        var name: String
        /// The selections before and after; nil when nothing was to be done.
        var change: ValueMap?
        var comment: String

        var shown: ValueMap {
            ["name": .string(name), "changes": .map(change ?? [:]), "result": true, "comment": .string(comment)]
        }
    }

    let names: [String]
    let isHeld: Bool

    /// The packages of the selections that are held, by name.
    static func held(_ selections: [String: String]) -> [String] {
        selections.filter { $0.value == "hold" }.keys.sorted()
    }

    init(names: [String], isHeld: Bool) {
        self.names = names
        self.isHeld = isHeld
    }

    /// What a state names: `pkgs`, a list of names or of names with versions, or its own name.
    init(name: String, _ arguments: inout ArgumentDecoder, isHeld: Bool) {
        let given = arguments.value("pkgs")?.list ?? [.string(name)]
        _ = arguments.value("version")
        self.init(names: given.compactMap { $0.scalarText ?? $0.map?.first?.key.scalarText }, isHeld: isHeld)
    }

    /// The packages that are not as wanted.
    func open(_ selections: [String: String]) -> [String] {
        names.filter { (selections[$0] == "hold") != isHeld && (isHeld || selections[$0] != nil) }
    }

    func comment(about name: String, isTest: Bool) -> String {
        if isTest { return "Package \(name) is set \(isHeld ? "to be" : "not to be") held." }
        return isHeld ? "Package \(name) is now being held." : "Package \(name) is no longer being held."
    }

    func comment(aboutRight name: String) -> String {
        "Package \(name) is already set \(isHeld ? "to be" : "not to be") held."
    }

    /// Selects what is not as wanted.
    ///
    /// - Throws: what `dpkg` complains of.
    func apply(_ packages: any PackageWriting) async throws -> [Outcome] {
        let selections = try await packages.selections()
        let open = Set(open(selections))
        var outcomes: [Outcome] = []
        for name in names {
            guard open.contains(name) else {
                outcomes.append(Outcome(name: name, change: nil, comment: comment(aboutRight: name)))
                continue
            }
            let result = try await packages.select(name, isHeld ? "hold" : "install")
            guard result.exitCode == 0 else { throw Diagnostic(result.everything) }
            outcomes.append(
                Outcome(
                    name: name, change: ["old": Value(selections[name]), "new": isHeld ? "hold" : "install"],
                    comment: comment(about: name, isTest: false)))
        }
        return outcomes
    }
}
