/// Who the certificate of a connection says it is. The TLS handshake has verified it; whether it is still good is the
/// key store's to say, by the serial number.
package struct PeerIdentity: Sendable, Hashable {
    package let commonName: String
    /// Lower-case hex.
    package let serial: String

    package init(commonName: String, serial: String) {
        self.commonName = commonName
        self.serial = serial
    }
}
