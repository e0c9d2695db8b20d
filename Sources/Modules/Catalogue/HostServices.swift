import Execution
package import Host

/// What states and functions may look at on this machine.
package struct HostReader: Sendable {
    package var files: any FileReading
    package var accounts: any AccountLookup
    package var packages: any PackageReading
    package var services: any ServiceReading
    package var queries: any QueryAnswering
    package var web: any WebReading

    package init(
        files: any FileReading, accounts: any AccountLookup, packages: any PackageReading,
        services: any ServiceReading, queries: any QueryAnswering, web: any WebReading = CurlWeb()
    ) {
        self.files = files
        self.accounts = accounts
        self.packages = packages
        self.services = services
        self.queries = queries
        self.web = web
    }
}

/// What states and functions may do to this machine.
package struct HostWriter: Sendable {
    package var files: any FileWriting
    package var accounts: any AccountLookup
    package var commands: any CommandRunner
    package var packages: any PackageWriting
    package var services: any ServiceWriting
    package var web: any WebReading

    package init(
        files: any FileWriting, accounts: any AccountLookup, commands: any CommandRunner,
        packages: any PackageWriting, services: any ServiceWriting, web: any WebReading = CurlWeb()
    ) {
        self.files = files
        self.accounts = accounts
        self.commands = commands
        self.packages = packages
        self.services = services
        self.web = web
    }

    /// The half that can't change anything.
    package var reader: HostReader {
        HostReader(
            files: files, accounts: accounts, packages: packages, services: services,
            queries: CommandQueries(commands: commands), web: web)
    }
}

extension HostWriter: MaskedWriter {
    /// Files and commands; what packages and services do on their own behalf has the process's umask.
    package func masked(by umask: UInt32) -> HostWriter {
        var copy = self
        copy.files = files.masked(by: umask)
        copy.commands = MaskedRunner(commands, umask: umask)
        return copy
    }
}
