import Execution
package import HAProxy
package import Values

/// How the HAProxy of this host is reached and started: the minion's `haproxy` settings.
package struct HAProxyInstallation: Sendable {
    package let settings: HAProxySettings
    /// The service that runs it; nil when Pigeon starts the program itself (`service: none`).
    package let service: String?

    /// - Parameter configuration: `directory` (everything below it, without other users), or any of `program`,
    ///   `config_file`, `maps_dir`, `admin_socket`, `master_socket`, `pid_file`, `user`, `group`, `chroot`, `service`.
    /// - Throws: `Diagnostics` with everything that is wrong.
    package init(configuration: ValueMap) throws(Diagnostics) {
        var decoder = ArgumentDecoder(configuration)
        var settings = decoder.text("directory").map { HAProxySettings(directory: $0) } ?? HAProxySettings()
        settings.program = decoder.text("program", default: settings.program)
        settings.configurationFile = decoder.text("config_file", default: settings.configurationFile)
        settings.mapsDirectory = decoder.text("maps_dir", default: settings.mapsDirectory)
        settings.adminSocket = decoder.text("admin_socket", default: settings.adminSocket)
        settings.masterSocket = decoder.text("master_socket", default: settings.masterSocket)
        settings.pidFile = decoder.text("pid_file", default: settings.pidFile)
        settings.user = decoder.text("user") ?? settings.user
        settings.group = decoder.text("group") ?? settings.group
        settings.chroot = decoder.text("chroot") ?? settings.chroot
        let service = decoder.text("service", default: "haproxy")
        let problems = decoder.finish(for: "the minion's haproxy settings", noun: "a key")
        guard problems.isEmpty else { throw Diagnostics(problems) }
        self.settings = settings
        self.service = service == "none" ? nil : service
    }
}
