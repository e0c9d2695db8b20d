import Execution

extension StandardModules {
    /// States of what programs of this machine keep: crontabs, archives, kernel parameters, keys, repositories, mounts.
    static func addMachine(to catalogue: inout Catalogue, _ host: HostWriter) {
        let reader = host.reader
        catalogue.add(CronPresent.self, reader: reader, writer: host)
        catalogue.add(CronAbsent.self, reader: reader, writer: host)
        catalogue.add(CronEnvPresent.self, reader: reader, writer: host)
        catalogue.add(CronEnvAbsent.self, reader: reader, writer: host)
        catalogue.add(CronFile.self, reader: reader, writer: host)
        catalogue.add(ArchiveExtracted.self, reader: reader, writer: host)
        catalogue.add(GitLatest.self, reader: reader, writer: host)
        catalogue.add(GitCloned.self, reader: reader, writer: host)
        catalogue.add(GitConfigSet.self, reader: reader, writer: host)
        catalogue.add(MountMounted.self, reader: reader, writer: host)
        catalogue.add(MountUnmounted.self, reader: reader, writer: host)
        catalogue.add(MountFstabPresent.self, reader: reader, writer: host)
        catalogue.add(MountFstabAbsent.self, reader: reader, writer: host)
        catalogue.add(MountSwap.self, reader: reader, writer: host)
        catalogue.add(HTTPQuery.self, reader: reader, writer: host)
        catalogue.add(TimezoneSystem.self, reader: reader, writer: host)
        catalogue.add(LocalePresent.self, reader: reader, writer: host)
        catalogue.add(LocaleSystem.self, reader: reader, writer: host)
        catalogue.add(IniOptionsPresent.self, reader: reader, writer: host)
        catalogue.add(IniOptionsAbsent.self, reader: reader, writer: host)
        catalogue.add(IniSectionsPresent.self, reader: reader, writer: host)
        catalogue.add(IniSectionsAbsent.self, reader: reader, writer: host)
        catalogue.add(SysctlPresent.self, reader: reader, writer: host)
        catalogue.add(SSHAuthPresent.self, reader: reader, writer: host)
        catalogue.add(SSHAuthAbsent.self, reader: reader, writer: host)
        catalogue.add(SSHAuthManage.self, reader: reader, writer: host)
        catalogue.add(SSHKnownHostsPresent.self, reader: reader, writer: host)
        catalogue.add(SSHKnownHostsAbsent.self, reader: reader, writer: host)
    }
}
