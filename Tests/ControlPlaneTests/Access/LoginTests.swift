import ControlPlane
import Testing
import Values

/// Logins, tokens and the throttle.
struct LoginTests {
    private static let shared: ValueMap = [
        "sharedsecret": "s3cret", "external_auth": ["sharedsecret": ["fred": [".*", "@runner"]]],
    ]
    private static let credentials: ValueMap = ["username": "fred", "eauth": "sharedsecret", "sharedsecret": "s3cret"]

    private func login(_ access: AccessControl, _ credentials: ValueMap) async -> Result<Session, AccessRefusal> {
        do throws(AccessRefusal) {
            return .success(try await access.login(credentials, from: "10.0.0.1"))
        } catch {
            return .failure(error)
        }
    }

    private func refusal(_ access: AccessControl, _ credentials: ValueMap) async -> AccessRefusal? {
        if case .failure(let refusal) = await login(access, credentials) { refusal } else { nil }
    }

    @Test func `a login gives a token that names its principal until it expires`() async throws {
        let time = AccessFixture.Time()
        let access = try AccessFixture.control(Self.shared, time: time)
        let session = try await access.login(Self.credentials, from: "10.0.0.1")
        let token = session.token.revealed
        #expect(token.count == 40 && token.allSatisfy(\.isHexDigit))
        #expect(session.value["expire"]?.double == session.value["start"]?.double.map { $0 + 43_200 })
        #expect(session.value["perms"] == [".*", "@runner"])
        #expect(session.value["user"] == "fred" && session.value["eauth"] == "sharedsecret")
        #expect(await access.principal(token: session.token)?.user == "fred")
        time.advance(seconds: 43_199)
        #expect(await access.principal(token: session.token) != nil)
        time.advance(seconds: 1)
        #expect(await access.principal(token: session.token) == nil)
    }

    @Test func `token_expire sets how long a token lives`() async throws {
        let time = AccessFixture.Time()
        let access = try AccessFixture.control(Self.shared, time: time) { $0.lifetime = .seconds(10) }
        let session = try await access.login(Self.credentials, from: "10.0.0.1")
        #expect(await access.remainingLifetime(of: session.token) == .seconds(10))
        time.advance(seconds: 10)
        #expect(await access.principal(token: session.token) == nil)
    }

    @Test func `a logout ends the token, and only it`() async throws {
        let access = try AccessFixture.control(Self.shared)
        let first = try await access.login(Self.credentials, from: "10.0.0.1")
        let second = try await access.login(Self.credentials, from: "10.0.0.1")
        await access.logout(first.token)
        #expect(await access.principal(token: first.token) == nil)
        #expect(await access.principal(token: second.token) != nil)
    }

    @Test func `the shared secret may come as the password`() async throws {
        let access = try AccessFixture.control(Self.shared)
        let credentials: ValueMap = ["username": "fred", "eauth": "sharedsecret", "password": "s3cret"]
        #expect(await refusal(access, credentials) == nil)
    }

    @Test(
        arguments: [
            ["username": "fred", "eauth": "sharedsecret", "sharedsecret": "wrong"],
            ["username": "fred", "eauth": "sharedsecret"],
            ["username": "", "eauth": "sharedsecret", "sharedsecret": "s3cret"],
            ["username": "fred", "eauth": "auto", "password": "s3cret"],
            ["username": "fred", "eauth": "file", "password": "s3cret"],
            ["username": "fred", "sharedsecret": "s3cret"],
            [:],
        ] as [ValueMap])
    func `wrong credentials are refused without saying what was wrong`(credentials: ValueMap) async throws {
        let access = try AccessFixture.control(Self.shared)
        #expect(await refusal(access, credentials) == .badCredentials)
    }

    @Test func `auto lets nobody in, even when it is configured`() async throws {
        let options: ValueMap = ["external_auth": ["auto": ["fred": [".*"]]]]
        #expect(try AccessFixture.configuration(options).warnings.first?.message.contains("lets anyone in") == true)
        let access = try AccessFixture.control(options)
        #expect(await refusal(access, ["username": "fred", "eauth": "auto", "password": "x"]) == .badCredentials)
    }

    @Test func `five failures hold off the same user and address for a minute`() async throws {
        let time = AccessFixture.Time()
        let access = try AccessFixture.control(Self.shared, time: time)
        let wrong = Self.credentials.merged(with: ["sharedsecret": "wrong"])
        for _ in 0..<5 { #expect(await refusal(access, wrong) == .badCredentials) }
        #expect(await refusal(access, Self.credentials) == .tooManyAttempts(seconds: 60))
        await #expect(throws: Never.self) { try await access.login(Self.credentials, from: "10.0.0.2") }
        time.advance(seconds: 60)
        #expect(await refusal(access, Self.credentials) == nil)
    }

    @Test func `a success forgets the failures before it`() async throws {
        let access = try AccessFixture.control(Self.shared)
        let wrong = Self.credentials.merged(with: ["sharedsecret": "wrong"])
        for _ in 0..<3 {
            for _ in 0..<4 { #expect(await refusal(access, wrong) == .badCredentials) }
            #expect(await refusal(access, Self.credentials) == nil)
        }
    }
}
