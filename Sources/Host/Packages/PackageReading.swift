/// What may be asked of the system's packages.
package protocol PackageReading: Sendable {
    /// The version of every installed package, by name.
    func installed() async throws -> [String: String]
    /// The version that an installation would take now; nil when no repository has the package.
    ///
    /// - Parameter release: the release that is preferred; nil for the system's own choice.
    func candidate(of name: String, release: String?) async throws -> String?
    /// Every version that repositories have of a package.
    func available(_ name: String) async throws -> [String]
    /// What is to be done with each package that is known: `install`, `hold`, `deinstall`, `purge`.
    func selections() async throws -> [String: String]
    /// The package in a file; nil for a file that is none.
    func package(in file: [UInt8]) async throws -> PackageWish?
    /// Fetches the lists of the repositories anew. What is known of packages changes, not the packages.
    func refresh() async throws -> CommandResult
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
    func install(_ wishes: [PackageWish], _ manner: PackageInstallation) async throws -> CommandResult
    /// Installs packages from files on this machine.
    func install(files: [String], _ manner: PackageInstallation) async throws -> CommandResult
    func remove(_ names: [String], purging: Bool) async throws -> CommandResult
    /// Says what is to be done with a package.
    func select(_ name: String, _ selection: String) async throws -> CommandResult
}

/// How packages are installed.
package struct PackageInstallation: Sendable, Hashable {
    /// Whether what a package recommends comes with it.
    package var takesRecommended = true
    /// The release that is preferred.
    package var release: String?
    /// Installs what is there already.
    package var isAgain = false
    /// Takes packages that nobody signed.
    package var skipsVerification = false

    package init() {}
}
