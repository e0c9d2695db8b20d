package import ControlPlane
import SwiftASN1
import Values
import X509

extension PeerIdentity {
    /// Reads who a certificate is for. Whether it may be trusted is the TLS handshake's to decide.
    package init(certificate der: [UInt8]) throws {
        do {
            let certificate = try Certificate(derEncoded: der)
            let names = certificate.subject.flatMap { $0 }.filter { $0.type == .RDNAttributeType.commonName }
            guard names.count == 1, let name = names.first.flatMap({ String($0.value) }) else {
                throw Diagnostic("the certificate does not have exactly one common name")
            }
            self.init(commonName: name, serial: Self.serialText(certificate))
        } catch let error as Diagnostic {
            throw error
        } catch {
            throw Diagnostic("the certificate can't be read: \(error)")
        }
    }

    static func serialText(_ certificate: Certificate) -> String { Hexadecimal.text(certificate.serialNumber.bytes) }

    /// A random serial number of 16 bytes that is positive and has no leading zero, so that all tools write it alike.
    static func newSerial() -> Certificate.SerialNumber {
        var generator = SystemRandomNumberGenerator()
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        bytes[0] = bytes[0] & 0x3F | 0x40
        return Certificate.SerialNumber(bytes: bytes)
    }
}
