import Testing
import Values

/// An HTTP answer.
struct WebAnswer: Sendable {
    let status: Int
    let body: String

    var value: Value { get throws { try JSON.read(body) } }
}

extension Stage {
    /// What a client of the frontend is answered.
    ///
    /// - Parameter port: another load balancer's than the stage's own.
    func page(port: Int? = nil, headers: String...) async throws -> String {
        let answer = try await web("http://127.0.0.1:\(port ?? httpPort)/", headers: headers)
        return answer.body.filter { !$0.isNewline }
    }

    /// The REST API over verified TLS.
    func rest(
        _ method: String, _ path: String, token: String? = nil, body: Value? = nil
    ) async throws -> WebAnswer {
        var words = ["--cacert", "\(directory)/master/pki/master/ca.crt", "-X", method]
        if let body { words += ["-d", JSON.write(body)] }
        var headers = ["Content-Type: application/json", "Accept: application/json"]
        if let token { headers.append("X-Auth-Token: \(token)") }
        return try await web("https://127.0.0.1:\(restPort)\(path)", headers: headers, words)
    }

    /// `curl`, which verifies certificates unless it is told not to.
    func web(_ url: String, headers: [String], _ words: [String] = []) async throws -> WebAnswer {
        let given = headers.flatMap { ["-H", $0] }
        let answer = try await run(["curl", "-sS", "--max-time", "50", "-w", "\n%{http_code}"] + given + words + [url])
        try #require(answer.code == 0, "\(answer)")
        let parts = answer.out.split(separator: "\n", omittingEmptySubsequences: false)
        return WebAnswer(
            status: try #require(parts.last.flatMap { Int($0) }), body: parts.dropLast().joined(separator: "\n"))
    }

    /// A token of the user `ci`.
    func token() async throws -> String {
        let answer = try await rest(
            "POST", "/login", body: ["username": "ci", "sharedsecret": "stage-secret", "eauth": "sharedsecret"])
        return try #require(try answer.value["return"]?.list?.first?["token"]?.string, "\(answer)")
    }
}
