import Host

extension HostWriter {
    /// The machine that this process runs on.
    package static func system() -> HostWriter {
        let files = SystemFiles()
        let accounts = SystemAccounts()
        let commands = SubprocessRunner(accounts: accounts)
        let isSystemd = files.isDirectory("/run/systemd/system")
        return HostWriter(
            files: files, accounts: accounts, commands: commands, packages: DebianPackages(commands: commands),
            services: isSystemd
                ? SystemdServices(commands: commands) : ScriptServices(commands: commands, files: files))
    }
}
