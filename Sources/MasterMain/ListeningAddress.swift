import Glibc
import Settings
import Values

/// A port of this host that the master is to listen on.
struct ListeningAddress {
    let host: String
    let port: Int
    /// The settings that say so, for who has to change them.
    let settings: String

    static func all(of configuration: MasterConfiguration) -> [ListeningAddress] {
        var all = [
            ListeningAddress(
                host: configuration.interface, port: configuration.minionPort,
                settings: "'minion_port' and 'interface'")
        ]
        if let rest = configuration.rest {
            all.append(
                ListeningAddress(
                    host: rest.host ?? configuration.interface, port: rest.port,
                    settings: "'rest_cherrypy: {port: ..., host: ...}'"))
        }
        return all
    }

    /// Looks whether it can be had: the servers themselves would only say which system call failed.
    ///
    /// - Throws: what is in the way, and which settings lead past it.
    func check() throws(Diagnostic) {
        var wish = addrinfo()
        wish.ai_flags = AI_PASSIVE
        wish.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &wish, &found)
        guard code == 0, let found else {
            throw problem("the host is not known: \(String(cString: gai_strerror(code)))", "it is set by \(settings)")
        }
        defer { freeaddrinfo(found) }
        let descriptor = socket(found.pointee.ai_family, found.pointee.ai_socktype, found.pointee.ai_protocol)
        guard descriptor >= 0 else { throw problem(String(cString: strerror(errno)), "it is set by \(settings)") }
        defer { close(descriptor) }
        // As the servers have it: connections that are just over are not in the way.
        var isOn: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isOn, socklen_t(MemoryLayout<Int32>.size))
        if bind(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0 { return }
        throw switch errno {
        case EADDRINUSE:
            problem("the address is in use", "'ss -ltnp sport = :\(port)' shows who has it; it is set by \(settings)")
        case EADDRNOTAVAIL:
            problem("no interface of this host has that address", "'ip address' shows them; it is set by \(settings)")
        case EACCES: problem("only root may have a port below 1024", "it is set by \(settings)")
        default: problem(String(cString: strerror(errno)), "it is set by \(settings)")
        }
    }

    private func problem(_ reason: String, _ hint: String) -> Diagnostic {
        let host = host.contains(":") ? "[\(host)]" : host
        return Diagnostic("can't listen on \(host):\(port): \(reason)", hint: hint)
    }
}
