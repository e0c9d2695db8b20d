import Glibc
import Testing

@testable import HAProxy

struct HealthProbeTests {
    private func reason(_ server: BackendServer, _ check: HealthCheck = HealthCheck()) async -> String {
        do throws(HAProxyError) {
            return "\(try await HealthProbe(check: check).probe(server).status)"
        } catch {
            if case .serverUnhealthy(_, let reason) = error { return reason }
            return "\(error)"
        }
    }

    @Test func `an expected status is healthy`() async throws {
        let server = try VersionServer("x", status: 302)
        defer { server.stop() }
        let answer = await reason(server.backend)
        #expect(answer == "302")
        #expect(
            await reason(server.backend, HealthCheck(path: "/h", expect: StatusRange(ranges: [200...299])))
                == "GET /h answered 302, expected was 200-299")
    }

    @Test func `refused, late, silent and foreign servers each have their reason`() async throws {
        let gone = try VersionServer("x")
        gone.stop()
        #expect(await reason(gone.backend) == "nobody listens there")
        let late = try VersionServer("x", delay: 1000)
        defer { late.stop() }
        #expect(
            await reason(late.backend, HealthCheck(timeout: .milliseconds(200))) == "no answer to GET / within 200ms")
        let silent = try LineServer { client in _ = LineServer.receive(client, until: "\r\n\r\n") }
        defer { silent.stop() }
        #expect(await reason(BackendServer(address: "127.0.0.1", port: silent.port)) == "it closed without an answer")
        let foreign = try LineServer { client in
            LineServer.send(client, "SSH-2.0-x\r\n")
            _ = LineServer.receive(client, until: "\r\n\r\n")
        }
        defer { foreign.stop() }
        #expect(
            await reason(BackendServer(address: "127.0.0.1", port: foreign.port))
                == "what answers does not speak HTTP: 'SSH-2.0-x'")
    }
}
