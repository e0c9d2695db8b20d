import Cryptography
import Testing
import Values

struct HashFunctionTests {
    /// Of "abc": RFC 1321, FIPS 180-4.
    @Test(arguments: [
        ("md5", "900150983cd24fb0d6963f7d28e17f72"),
        ("sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "sha384",
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
        ),
        (
            "sha512",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ])
    func `digests are those of the standards`(name: String, expected: String) throws {
        #expect(try HashFunction.hex(of: Array("abc".utf8), as: name) == expected)
    }

    @Test func `nothing has a digest, too`() throws {
        let expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        #expect(SHA256.hex(of: []) == expected)
        #expect(try HashFunction.hex(of: [], as: "sha256") == expected)
    }

    /// RFC 4231, cases 2 and 6 (a key longer than a block).
    @Test(arguments: [
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func `authentication codes are those of the standard`(key: [UInt8], message: String, expected: String) throws {
        let code = try HashFunction.sha256.authentication(of: Array(message.utf8), key: key)
        #expect(Hexadecimal.text(code) == expected)
    }

    @Test func `an unknown hash is refused with the nearest name`() {
        #expect(throws: Diagnostic.self) { try HashFunction(named: "sha265") }
        do {
            _ = try HashFunction(named: "sha265")
        } catch {
            #expect(error.hint?.contains("sha256") == true)
        }
    }
}
