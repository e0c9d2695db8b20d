import Model
import Values

/// Where containers can be reached, by image and by port inside of the container, out of what the minions' `docker.ps`
/// with `host=True` put into the mine.
struct DockerAddresses {
    /// The interfaces of the hosts whose addresses count; empty for all.
    let interfaces: [String]
    /// The networks that an address of a host has to be in; empty for all.
    let networks: [AddressRange]
    let tellsContainers: Bool

    /// `{IMAGE: {ipv4: {PORT: [ADDRESS:PORT]}}}`, with `[ADDRESS:PORT, CONTAINER]` where containers are told.
    ///
    /// - Parameter hosts: what `docker.ps` returned, by minion.
    func byImage(_ hosts: ValueMap) -> ValueMap {
        var found: ValueMap = [:]
        for host in hosts.values {
            let addresses = addresses(of: host["host"]?["interfaces"] ?? .null)
            for (key, container) in host.map ?? [:] where key != "host" {
                let image = container["Image"] ?? .null
                let ports = found[image]?["ipv4"]?.map ?? [:]
                let more = adding(container, key, of: addresses, to: ports)
                found[image] = more.isEmpty ? [:] : ["ipv4": .map(more)]
            }
        }
        return found
    }

    private func adding(
        _ container: Value, _ id: Value, of addresses: [String], to ports: ValueMap
    ) -> ValueMap {
        var ports = ports
        for port in container["Ports"]?.list ?? [] {
            // A port without an address is not published.
            guard let address = port["IP"]?.string, !address.isEmpty, let inside = port["PrivatePort"],
                let outside = port["PublicPort"]?.scalarText
            else { continue }
            var places = ports[inside]?.list ?? []
            for address in address == "0.0.0.0" ? addresses : [address] {
                let text = Value.string("\(address):\(outside)")
                let place = tellsContainers ? [text, id] : text
                if !places.contains(place) { places.append(place) }
            }
            if !places.isEmpty { ports[inside] = .list(places) }
        }
        return ports
    }

    /// The host's IPv4 addresses that count, each once.
    private func addresses(of all: Value) -> [String] {
        var found: [String] = []
        for (name, interface) in all.map ?? [:]
        where interfaces.isEmpty || interfaces.contains(name.scalarText ?? "") {
            for address in (interface["inet"]?.list ?? []).compactMap({ $0["address"]?.string })
            where !found.contains(address) && (networks.isEmpty || networks.contains { $0.contains(address) }) {
                found.append(address)
            }
        }
        return found
    }
}
