import Crypto
import Cryptography
import Testing
import Values

/// swift-crypto, by which the master reads what minions sign, is the judge.
struct SigningKeyTests {
    @Test func `the other library reads a key and gives the same public one`() throws {
        let key = try SigningKey()
        let other = try P256.Signing.PrivateKey(derRepresentation: key.der)
        #expect(Array(other.publicKey.derRepresentation) == key.publicDER)
    }

    @Test func `a key of the other library is read`() throws {
        let other = P256.Signing.PrivateKey()
        let key = try SigningKey(der: Array(other.derRepresentation))
        #expect(key.publicDER == Array(other.publicKey.derRepresentation))
        #expect(key.der == Array(other.derRepresentation))
    }

    @Test func `a signature is accepted for its message only`() throws {
        let key = try SigningKey()
        let signature = try P256.Signing.ECDSASignature(
            derRepresentation: try key.signature(of: Array("a message".utf8)))
        let judge = try P256.Signing.PublicKey(derRepresentation: key.publicDER)
        #expect(judge.isValidSignature(signature, for: Array("a message".utf8)))
        #expect(!judge.isValidSignature(signature, for: Array("another".utf8)))
    }

    @Test func `a key on another curve, and what is no key, are refused`() {
        let other = P384.Signing.PrivateKey()
        #expect(throws: Diagnostic.self) { try SigningKey(der: Array(other.derRepresentation)) }
        #expect(throws: Diagnostic.self) { try SigningKey(der: [0x30, 0x03, 0x02, 0x01, 0x00]) }
        #expect(throws: Diagnostic.self) { try SigningKey(der: []) }
    }
}
