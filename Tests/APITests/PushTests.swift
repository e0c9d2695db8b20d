import API
import ControlPlane
import CurlTransport
import Glibc
import TestSupport
import Testing
import Values

/// `PUT /v1/pushed/PATH`: what a minion gives the master to keep, and what a bad one tries with it.
@Suite(.fewAtATime, .timeLimit(.minutes(2)))
struct PushTests {
    private let fixture: MinionFixture

    init() throws { fixture = try MinionFixture(receivesFiles: true) }

    private func push(_ bytes: [UInt8], _ path: String, by client: HTTPClient) async throws -> HTTPResponse {
        var request = MinionFixture.request("PUT", "/v1/pushed/\(path)")
        request.body = bytes
        return try await client.send(request)
    }

    /// What is no directory below the master's, as `PATH MODE`.
    private func kept(_ directory: String = "minions") async throws -> [String] {
        let found = try await Program.run(
            "sh", "-c",
            "cd \(fixture.directory.path) && find \(directory) ! -type d -printf '%p %m\\n' 2>/dev/null | sort")
        return found.output.split(separator: "\n").map(String.init)
    }

    private func content(_ path: String) -> String? {
        guard let file = fopen("\(fixture.directory.path)/minions/\(path)", "r") else { return nil }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    @Test func `a file is kept among the minion's own, and replaced by the next`() async throws {
        try await fixture.serve { port in
            let (web1, web2) = (try await fixture.minion("web1", port), try await fixture.minion("web2", port))
            #expect(try await push(Array("one".utf8), "etc/my%20app/a.conf", by: web1).status == 200)
            #expect(try await push(Array("two".utf8), "etc/my%20app/a.conf", by: web2).status == 200)
            #expect(try await push([], "empty", by: web1).status == 200)
            #expect(
                try await kept() == [
                    "minions/web1/files/empty 600", "minions/web1/files/etc/my app/a.conf 600",
                    "minions/web2/files/etc/my app/a.conf 600",
                ])
            #expect(content("web1/files/etc/my app/a.conf") == "one")
            #expect(try await push(Array("1".utf8), "/etc//my%20app/./a.conf", by: web1).status == 200)
            #expect(content("web1/files/etc/my app/a.conf") == "1")
            #expect(content("web2/files/etc/my app/a.conf") == "two")
        }
    }

    @Test(arguments: [
        "..", "../web2/files/a", "a/../../../web2/files/a", "..%2fweb2%2ffiles%2fa", "%2e%2e/%2e%2e/a", "a/..",
        "%2F..%2Fa",
        "", "%2F", ".", "a%00b", "incoming/..%2f..%2fa", String(repeating: "a/", count: 2500) + "b",
        String(repeating: "a", count: 300),
    ])
    func `a path that leads elsewhere, or nowhere, is refused`(path: String) async throws {
        try await fixture.serve { port in
            let status = try await push([1], path, by: try await fixture.minion("web1", port)).status
            #expect([400, 404].contains(status))
            #expect(try await kept() == [])
        }
    }

    @Test func `nothing is written through a symbolic link, nor over a directory`() async throws {
        try await fixture.serve { port in
            let web1 = try await fixture.minion("web1", port)
            #expect(try await push([1], "there/a", by: web1).status == 200)
            let own = "\(fixture.directory.path)/minions/web1/files"
            #expect(symlink(fixture.directory.path, "\(own)/out") == 0)
            #expect(symlink("\(fixture.directory.path)/target", "\(own)/link") == 0)
            #expect(try await push([1], "out/evil", by: web1).status == 409)
            #expect(try await push([1], "there/a/b", by: web1).status == 409)
            #expect(try await push([1], "there", by: web1).status == 409)
            // A link that is in the place of a file is replaced, not followed.
            #expect(try await push([1], "link", by: web1).status == 200)
            #expect(access("\(fixture.directory.path)/target", F_OK) != 0)
            #expect(access("\(fixture.directory.path)/evil", F_OK) != 0)
            #expect(try await kept("minions/web1/incoming") == [])
        }
    }

    @Test func `a file that is too large is refused`() async throws {
        try await fixture.serve { port in
            let web1 = try await fixture.minion("web1", port)
            #expect(try await push([UInt8](repeating: 0, count: 1 << 20), "a", by: web1).status == 200)
            do {
                let answer = try await push([UInt8](repeating: 1, count: 1 << 20 + 1), "a", by: web1)
                #expect(answer.status == 413)
                #expect(answer.text.contains("file_recv_max_size"))
            } catch {
                // The master hung up in the middle of it, which is a refusal too.
            }
            #expect(try await kept() == ["minions/web1/files/a 600"])
            #expect(content("web1/files/a")?.utf8.first == 0)
        }
    }

    @Test(arguments: ["--http2", "--http1.1"])
    func `what does not come whole is not kept`(version: String) async throws {
        let file = try fixture.directory.write(String(repeating: "x", count: 300_000), to: "file")
        try await fixture.serve { port in
            let waiting = "\(fixture.directory.path)/minions/web1/incoming"
            let run = try await fixture.upload(
                "web1", port, "/v1/pushed/a",
                "\(version) --limit-rate 20k -T \(file) & curl=$!; "
                    + "for i in $(seq 300); do ls \(waiting)/* >/dev/null 2>&1 && break; sleep 0.1; done; "
                    + "ls \(waiting) | wc -l; kill -9 $curl")
            #expect(run.output == "1\n", "it had begun, and was not there as a whole")
            try await eventually("the beginning is removed") { try await kept() == [] }
        }
    }

    @Test(arguments: ["--http2", "--http1.1"])
    func `a file of unknown size is refused, for its end can't be told from a cut`(version: String) async throws {
        try await fixture.serve { port in
            let run = try await fixture.upload("web1", port, "/v1/pushed/a", "\(version) -T - < /etc/passwd")
            #expect(run.output == "411")
            #expect(try await kept() == [])
        }
    }

    @Test func `without a certificate, and where nothing is taken, nothing is written`() async throws {
        try await fixture.serve { port in
            let answer = try await push([1], "a", by: fixture.stranger(port))
            #expect(answer.status == 401)
            #expect(try await kept() == [])
        }
        let closed = try MinionFixture()
        try await closed.serve { port in
            var request = MinionFixture.request("PUT", "/v1/pushed/a")
            request.body = [1]
            let answer = try await closed.minion("web1", port).send(request)
            #expect(answer.status == 409)
            #expect(answer.text.contains("file_recv: True"))
            #expect(access("\(closed.directory.path)/minions", F_OK) != 0)
        }
    }
}
