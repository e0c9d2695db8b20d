import Glibc
import Values

/// A network interface of this host and its addresses.
package struct NetworkInterface: Sendable, Hashable {
    package struct Address: Sendable, Hashable {
        package var text: String
        /// How many leading bits name the network.
        package var prefix: Int
        package var isLoopback: Bool
    }

    package var name: String
    package var isUp: Bool
    package var hardwareAddress: String?
    package var ipv4: [Address] = []
    package var ipv6: [Address] = []

    /// Every interface, in the order of the kernel.
    package static func all() -> [NetworkInterface] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return [] }
        defer { freeifaddrs(first) }
        var interfaces: [NetworkInterface] = []
        var next = first
        while let entry = next {
            interfaces.take(entry.pointee)
            next = entry.pointee.ifa_next
        }
        return interfaces
    }
}

extension [NetworkInterface] {
    fileprivate mutating func take(_ entry: ifaddrs) {
        let name = String(cString: entry.ifa_name)
        let isUp = entry.ifa_flags & UInt32(IFF_UP) != 0
        if !contains(where: { $0.name == name }) { append(NetworkInterface(name: name, isUp: isUp)) }
        guard let index = firstIndex(where: { $0.name == name }), let address = entry.ifa_addr else { return }
        switch Int32(address.pointee.sa_family) {
        case AF_INET: if let found = internet(AF_INET, address, entry.ifa_netmask) { self[index].ipv4.append(found) }
        case AF_INET6: if let found = internet(AF_INET6, address, entry.ifa_netmask) { self[index].ipv6.append(found) }
        case AF_PACKET: self[index].hardwareAddress = hardware(address)
        default: break
        }
    }

    private func internet(
        _ family: Int32, _ address: UnsafeMutablePointer<sockaddr>, _ mask: UnsafeMutablePointer<sockaddr>?
    ) -> NetworkInterface.Address? {
        // After the family and the port (and, in version 6, the flow) come the bytes of the address.
        let (offset, length) = family == AF_INET ? (4, 4) : (8, 16)
        let bytes = UnsafeRawPointer(address) + offset
        var buffer = [UInt8](repeating: 0, count: 64)
        let isWritten = buffer.withUnsafeMutableBytes { out in
            guard let start = out.baseAddress?.assumingMemoryBound(to: CChar.self) else { return false }
            return inet_ntop(family, bytes, start, socklen_t(out.count)) != nil
        }
        guard isWritten else { return nil }
        let text = String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
        let maskBytes = mask.map { UnsafeRawBufferPointer(start: UnsafeRawPointer($0) + offset, count: length) }
        let prefix = maskBytes?.reduce(0) { $0 + $1.nonzeroBitCount } ?? length * 8
        return .init(text: text, prefix: prefix, isLoopback: text == "::1" || text.hasPrefix("127."))
    }

    private func hardware(_ address: UnsafeMutablePointer<sockaddr>) -> String? {
        // `sockaddr_ll` of `<linux/if_packet.h>`: the length of the address is byte 11, the address follows.
        let raw = UnsafeRawPointer(address)
        let length = Int(raw.load(fromByteOffset: 11, as: UInt8.self))
        guard length > 0, length <= 8 else { return nil }
        return Hexadecimal.text(UnsafeRawBufferPointer(start: raw + 12, count: length), separator: ":")
    }
}
