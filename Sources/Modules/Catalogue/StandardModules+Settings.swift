import Execution

extension StandardModules {
    /// States of what this machine knows: its grains, its table of hosts, and events about it.
    static func addSettings(to catalogue: inout Catalogue, _ host: HostWriter) {
        let reader = host.reader
        catalogue.add(GrainsPresent.self, reader: reader, writer: host)
        catalogue.add(GrainsAbsent.self, reader: reader, writer: host)
        catalogue.add(GrainsExists.self, reader: reader, writer: host)
        catalogue.add(GrainsAppend.self, reader: reader, writer: host)
        catalogue.add(GrainsListPresent.self, reader: reader, writer: host)
        catalogue.add(GrainsListAbsent.self, reader: reader, writer: host)
        catalogue.add(EventSend.self, reader: reader, writer: host)
        catalogue.add(HostPresent.self, reader: reader, writer: host)
        catalogue.add(HostAbsent.self, reader: reader, writer: host)
        catalogue.add(HostOnly.self, reader: reader, writer: host)
    }
}
