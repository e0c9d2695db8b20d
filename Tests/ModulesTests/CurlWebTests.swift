import Glibc
import Host
import Testing
import Values

@testable import Modules

/// Against Python's web server on the loopback.
struct CurlWebTests {
    @Test func `a file is fetched, a missing one is named with the server's answer`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        try SystemFiles().makeDirectories(scratch.file("dir"))
        try scratch.write("content\n", to: "dir/index.html")
        try await withServer(of: scratch) { address async throws in
            let web = CurlWeb()
            #expect(try await web.fetch("\(address)/dir/index.html") == Array("content\n".utf8))
            // The server leads from "dir" to "dir/".
            #expect(try await web.fetch("\(address)/dir") == Array("content\n".utf8))
            let answer = try await web.answer(to: WebRequest(url: "\(address)/dir"))
            #expect(answer.status == 200 && answer.body == Array("content\n".utf8))
            #expect(try await web.answer(to: WebRequest(url: "\(address)/none")).status == 404)
            #expect(try await web.exists("\(address)/dir/index.html"))
            #expect(try await !web.exists("\(address)/none"))
            let refusal = await refusal("\(address)/none")
            #expect(refusal == "\(address)/none can't be fetched: the server answers HTTP 404")
        }
    }

    @Test func `a server that is away is no file`() async throws {
        #expect(try await !CurlWeb().exists("http://127.0.0.1:1/x"))
        let refusal = await refusal("http://me:secret@127.0.0.1:1/x")
        #expect(refusal.hasPrefix("http://<redacted>@127.0.0.1:1/x can't be fetched: can't reach"))
        #expect(!refusal.contains("secret"))
    }

    /// Why a file can't be fetched; empty when it can.
    private func refusal(_ url: String) async -> String {
        do {
            _ = try await CurlWeb().fetch(url)
            return ""
        } catch {
            return "\(error)"
        }
    }

    /// Serves a directory on a free port until the body ends.
    private func withServer(of scratch: Scratch, _ body: (String) async throws -> Void) async throws {
        let script = """
            import http.server, functools, os
            handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=os.environ["ROOT"])
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
            open(os.environ["ROOT"] + "/.port", "w").write(str(server.server_port) + "\\n")
            server.serve_forever()
            """
        let commands = SubprocessRunner(accounts: SystemAccounts())
        let server = Task {
            try await commands.run(
                CommandRequest(.arguments(["python3", "-c", script]), environment: ["ROOT": scratch.path]))
        }
        defer { server.cancel() }
        var port = ""
        for _ in 0..<500 where !port.hasSuffix("\n") {
            try await Task.sleep(for: .milliseconds(20))
            if SystemFiles().isFile(scratch.file(".port")) { port = try scratch.read(".port") }
        }
        try await body("http://127.0.0.1:\(port.dropLast())")
    }
}
