package import Execution

/// Everything that a minion can do: one line a function, or one for the functions of a module.
package enum StandardModules {
    /// The modules of the machine itself. What is about containers and load balancers adds itself beside this.
    package static func catalogue(_ host: HostWriter) -> Catalogue {
        var catalogue = Catalogue()
        addStates(to: &catalogue, host)
        addFunctions(to: &catalogue, host)
        return catalogue
    }

    private static func addStates(to catalogue: inout Catalogue, _ host: HostWriter) {
        let reader = host.reader
        addFiles(to: &catalogue, host)
        addSettings(to: &catalogue, host)
        addMachine(to: &catalogue, host)
        catalogue.add(CmdRun.self, reader: reader, writer: host)
        catalogue.add(CmdWait.self, reader: reader, writer: host)
        catalogue.add(CmdScript.self, reader: reader, writer: host)
        catalogue.add(ServiceRunning.self, reader: reader, writer: host)
        catalogue.add(ServiceDead.self, reader: reader, writer: host)
        catalogue.add(ServiceEnabled.self, reader: reader, writer: host)
        catalogue.add(ServiceDisabled.self, reader: reader, writer: host)
        catalogue.add(ServiceMasked.self, reader: reader, writer: host)
        catalogue.add(ServiceUnmasked.self, reader: reader, writer: host)
        catalogue.add(PkgInstalled.self, reader: reader, writer: host)
        catalogue.add(PkgLatest.self, reader: reader, writer: host)
        catalogue.add(PkgHeld.self, reader: reader, writer: host)
        catalogue.add(PkgUnheld.self, reader: reader, writer: host)
        catalogue.add(PkgRemoved.self, reader: reader, writer: host)
        catalogue.add(PkgPurged.self, reader: reader, writer: host)
        catalogue.add(PkgRepoManaged.self, reader: reader, writer: host)
        catalogue.add(PkgRepoAbsent.self, reader: reader, writer: host)
        catalogue.add(UserPresent.self, reader: reader, writer: host)
        catalogue.add(UserAbsent.self, reader: reader, writer: host)
        catalogue.add(GroupPresent.self, reader: reader, writer: host)
        catalogue.add(GroupAbsent.self, reader: reader, writer: host)
        catalogue.add(ModuleRun.self, reader: reader, writer: host)
        catalogue.add(ModuleWait.self, reader: reader, writer: host)
        catalogue.add(FixedOutcome<Nop>.self, reader: reader, writer: host)
        catalogue.add(FixedOutcome<SucceedWithoutChanges>.self, reader: reader, writer: host)
        catalogue.add(FixedOutcome<FailWithoutChanges>.self, reader: reader, writer: host)
        catalogue.add(FixedOutcome<SucceedWithChanges>.self, reader: reader, writer: host)
        catalogue.add(FixedOutcome<FailWithChanges>.self, reader: reader, writer: host)
        catalogue.add(ConfigurableTestState.self, reader: reader, writer: host)
        catalogue.add(ShowNotification.self, reader: reader, writer: host)
        catalogue.add(CheckPillar.self, reader: reader, writer: host)
    }

    private static func addFunctions(to catalogue: inout Catalogue, _ host: HostWriter) {
        catalogue.add(TestModule.functions)
        catalogue.add(ArchiveModule(host: host).functions)
        catalogue.add(CmdModule(host: host).functions)
        catalogue.add(FileModule(files: host.files, accounts: host.accounts).functions)
        catalogue.add(CpModule(host: host).functions)
        catalogue.add(ConfigModule.functions)
        catalogue.add(CronModule(host: host).functions)
        catalogue.add(DefaultsModule.functions)
        catalogue.add(GitModule(host: host).functions)
        catalogue.add(GrainsModule(files: host.files).functions)
        catalogue.add(HashutilModule.functions)
        catalogue.add(HTTPModule(web: host.web).functions)
        catalogue.add(IniModule(files: host.files).functions)
        catalogue.add(LogModule.functions)
        catalogue.add(MatchModule.functions)
        catalogue.add(NetworkModule.functions)
        catalogue.add(PillarModule.functions)
        catalogue.add(PkgModule(packages: host.packages).functions)
        catalogue.add(RandomModule.functions)
        catalogue.add(SaltutilModule.functions)
        catalogue.add(ServiceModule(services: host.services).functions)
        catalogue.add(SlsutilModule(files: host.files).functions)
        catalogue.add(SSHModule(host: host).functions)
        catalogue.add(StateModule.functions)
        catalogue.add(StatusModule(files: host.files).functions)
        catalogue.add(SysModule.functions)
        catalogue.add(SysctlModule(host: host).functions)
        catalogue.add(UserModule(accounts: host.accounts).functions)
    }
}
