import ControlPlane
import Testing
import Values

/// `external_auth` as it is written.
struct AccessConfigurationTests {
    private static func file(_ more: ValueMap = [:]) -> ValueMap {
        let entry: ValueMap = ["^filename": "/etc/users", "fred": [".*"]]
        return ["external_auth": ["file": .map(entry.merged(with: more))]]
    }

    private func isAccepted(_ options: ValueMap, file: String, user: String = "fred", password: String) async throws
        -> Bool
    {
        let access = try AccessFixture.control(options, file: file)
        let credentials: ValueMap = ["username": .string(user), "eauth": "file", "password": .string(password)]
        do {
            _ = try await access.login(credentials, from: "10.0.0.1")
            return true
        } catch { return false }
    }

    @Test func `a file of plain passwords lets its users in`() async throws {
        let users = "anna:one\nfred:two:comment\n\nbroken\n"
        #expect(try await isAccepted(Self.file(), file: users, password: "two"))
        #expect(try await !isAccepted(Self.file(), file: users, password: "one"))
        #expect(try await !isAccepted(Self.file(), file: users, password: ""))
        #expect(try await !isAccepted(Self.file(), file: users, user: "broken", password: ""))
    }

    @Test func `a file of digests lets its users in`() async throws {
        // FNV-1a of "sha256two", the fixture's digest.
        let hash = "0x\(String(Self.fixtureDigest("two"), radix: 16))".dropFirst(2)
        let padded = String(repeating: "0", count: 16 - hash.count) + hash
        let options = Self.file(["^hashtype": "sha256", "^field_separator": "|"])
        #expect(try await isAccepted(options, file: "fred|\(padded.uppercased())\n", password: "two"))
        #expect(try await !isAccepted(options, file: "fred|\(padded)\n", password: padded))
    }

    private static func fixtureDigest(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in ("sha256" + text).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }

    @Test(arguments: [
        ("fred", false, ["named"]), ("web7", false, ["glob"]), ("dev42", false, ["expression"]),
        ("somebody", false, ["everybody"]), ("fred", true, ["everybody", "named"]), ("somebody", true, ["everybody"]),
    ])
    func `a user gets the entries that match, everybody's only without one or with permissive_acl`(
        user: String, isPermissive: Bool, expected: [String]
    ) async throws {
        let access = try AccessFixture.control([
            "sharedsecret": "s",
            "external_auth": [
                "sharedsecret": [
                    "fred": ["named"], "web*": ["glob"], "dev\\d+": ["expression"], "*": ["everybody"],
                    "admins%": ["group"],
                ]
            ],
        ]) { $0.isPermissive = isPermissive }
        let session = try await access.login(
            ["username": .string(user), "eauth": "sharedsecret", "sharedsecret": "s"], from: "10.0.0.1")
        #expect(session.value["perms"] == .strings(expected))
    }

    @Test(
        arguments: [
            (["external_auth": ["sharedsecret": ["fred": [".*"]]]], "no secret is set"),
            (["external_auth": ["file": ["fred": [".*"]]]], "no '^filename'"),
            (["external_auth": ["file": ["^filename": "/f", "^hashtype": "crc"]]], "unknown ^hashtype 'crc'"),
            (
                ["external_auth": ["file": ["^filename": "/f", "fred": ["("]]]],
                "external_auth.file.fred: invalid regular"
            ),
            (["external_auth": ["file"]], "external_auth must be a mapping, not a list"),
        ] as [(ValueMap, String)])
    func `a configuration that can't work is refused`(options: ValueMap, words: String) {
        #expect { try AccessFixture.configuration(options) } throws: { "\($0)".contains(words) }
    }

    @Test func `all that can't work is told, each with the keys that lead to it`() {
        let problems = AccessConfiguration.problems(
            in: [
                "external_auth": [
                    "sharedsecret": ["ci": ["["], "ops": [5]],
                    "file": ["^filename": "/f", "^hashtype": "crc", "fred": [["web*": ["("]]], "eve": [".*"]],
                ]
            ], digests: AccessFixture.digests)
        #expect(
            problems.map(\.path) == [
                ["sharedsecret"], ["sharedsecret", "ci"], ["sharedsecret", "ops"], ["file", "^hashtype"],
                ["file", "fred"],
            ])
        #expect(
            problems[2].diagnostic.message
                == "external_auth.sharedsecret.ops: a permission must be a text or a mapping, not a number")
    }

    @Test(arguments: ["pam", "ldap", "auto"])
    func `the hint about a way to log in that is not there names those that are`(eauth: String) throws {
        let options: ValueMap = ["external_auth": .map([eauth: ["fred": [".*"]]])]
        let hint = try #require(try AccessFixture.configuration(options).warnings.first?.hint)
        #expect(hint.hasSuffix("file, sharedsecret"))
    }
}
