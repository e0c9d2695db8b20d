/// What may be asked of the system's packages.
package protocol PackageReading: Sendable {
    /// The version of every installed package, by name.
    func installed() async throws -> [String: String]
    /// The version that an installation would take now; nil when no repository has the package.
    func candidate(of name: String) async throws -> String?
}

/// A package that is wanted, in a certain version or in any.
package struct PackageWish: Sendable, Hashable {
    package var name: String
    package var version: String?

    package init(_ name: String, version: String? = nil) {
        self.name = name
        self.version = version
    }
}

/// What may be done to the system's packages.
package protocol PackageWriting: PackageReading {
    /// Fetches the lists of the repositories anew.
    func refresh() async throws -> CommandResult
    func install(_ wishes: [PackageWish], recommended: Bool) async throws -> CommandResult
    func remove(_ names: [String], purging: Bool) async throws -> CommandResult
}
