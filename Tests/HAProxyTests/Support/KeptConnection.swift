import Glibc

@testable import HAProxy

/// One client connection that is kept from request to request.
final class KeptConnection {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let descriptor = descriptor
        let code = withUnsafeBytes(of: &address) { bytes in
            bytes.baseAddress.map {
                connect(descriptor, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
            }
        }
        guard code == 0 else { throw ScratchFailure(message: "cannot connect") }
    }

    deinit { close(descriptor) }

    /// The body of the answer, which ends with a line break.
    func get() -> String {
        LineServer.send(descriptor, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        guard let answer = LineServer.receive(descriptor, until: "\r\n\r\n"),
            let end = answer.firstRange(of: "\r\n\r\n")
        else {
            return "closed"
        }
        var body = String(answer[end.upperBound...])
        while !body.hasSuffix("\n"), let more = LineServer.receive(descriptor, until: "\n") { body += more }
        return body.split(separator: "\n").first.map(String.init) ?? "empty"
    }
}
