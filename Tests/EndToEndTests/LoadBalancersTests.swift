import Glibc
import Testing
import Values

extension EndToEndTests {
    /// Two load balancers, one of them away from the host of the containers.
    @Suite struct LoadBalancersTests {
        @Test func `every load balancer is switched or none`() async throws {
            let stage = try Stage.shared
            try await stage.prepare()
            let other = try OtherBalancer(stage)
            try await other.start()
            do {
                try await stage.editing("pillar/top.sls", { $0 + "  'lb*':\n    - app.host\n" }) {
                    try await stage.editing("pillar/app/stack.sls", Self.balancingOnBoth) {
                        try await play(stage, other)
                    }
                }
            } catch {
                try await other.stop()
                throw error
            }
            try await other.stop()
        }

        private static func balancingOnBoth(_ pillar: String) -> String {
            pillar.replacing(
                "loadbal:\n      target: app*\n      target_type: glob",
                with: "loadbal:\n      target: app* or lb*\n      target_type: compound")
        }

        private func play(_ stage: Stage, _ other: OtherBalancer) async throws {
            try await stage.succeed("lb1", "state.apply", "haproxy", "queue=True")
            try await stage.prepare(active: "1.14")
            for port in [stage.httpPort, other.port] { #expect(try await stage.page(port: port) == "app 1.14") }
            let release = try await stage.succeed("stack", "release", "app", "--version", "1.15")
            #expect(release.out.contains("2 load balancers confirmed"), "\(release)")
            for port in [stage.httpPort, other.port] {
                #expect(try await stage.page(port: port, headers: "X-Stack: release") == "app 1.15")
            }

            kill(try stage.processID(of: "lb1/haproxy/haproxy.pid"), SIGTERM)
            try await stage.eventually("the other HAProxy is down") { (try? other.haproxy.worker) == nil }
            let refused = try await stage.pigeon("stack", "activate", "app", "--version", "1.15")
            #expect(refused.code == 1, "\(refused)")
            #expect(refused.err.contains("lb1: HAProxy is not running"), "\(refused)")
            #expect(try await stage.page() == "app 1.14", "the one that could be switched is not")
            #expect(try await stage.stacks() == StackStates(active: "1.14", release: "1.15"))

            try await stage.succeed("lb1", "state.apply", "haproxy", "queue=True")
            let activated = try await stage.succeed("stack", "activate", "app", "--version", "1.15")
            #expect(activated.out.contains("2 load balancers confirmed"), "\(activated)")
            for port in [stage.httpPort, other.port] { #expect(try await stage.page(port: port) == "app 1.15") }
            try await stage.prepare()
        }
    }
}

/// A second minion, `lb1`, with a HAProxy of its own.
private struct OtherBalancer {
    let stage: Stage
    let home: String
    let port: Int

    init(_ stage: Stage) throws {
        self.stage = stage
        home = "\(stage.directory)/lb1"
        port = stage.httpPort + 20_000
    }

    var haproxy: HAProxyView { HAProxyView(socketPath: "\(home)/haproxy/admin.sock") }

    func start() async throws {
        _ = try await stage.run(["mkdir", "-p", "\(home)/haproxy"])
        try TextFile.write(
            """
            id: lb1
            root_dir: \(home)
            master: https://127.0.0.1:\(stage.minionPort)
            docker: {url: "\(stage.dockerURL)"}
            haproxy: {directory: \(home)/haproxy, service: none}
            grains: {http_port: \(port), http_address: 127.0.0.1}

            """, to: "\(home)/minion")
        let minion = try stage.start(["\(stage.programs)/pigeon-minion", "-c", home])
        try TextFile.write("\(minion.pid)\n", to: "\(stage.directory)/lb1.pid")
        try await stage.eventually("lb1 is pending") {
            try await stage.value("key", "list")["minions_pre"] == ["lb1"]
        }
        try await stage.succeed("key", "accept", "lb1", "--yes")
        try await stage.minionIsBack("lb1")
    }

    func stop() async throws {
        let pid = try stage.processID(of: "lb1/haproxy/haproxy.pid")
        kill(pid, SIGTERM)
        kill(try stage.processID(of: "lb1.pid"), SIGTERM)
        try await stage.succeed("key", "delete", "lb1", "--yes")
    }
}
