import Testing
import Values

extension EndToEndTests {
    /// Orchestrations of a user's own, which pass their pillars to the formulas `docker-ce` and `haproxy`.
    @Suite struct OwnOrchestrationTests {
        /// Two sets of containers, and a frontend whose backend is the set that the pillar `serves` names.
        private static let orchestration = """
            {%- set serves = pillar['serves'] %}
            containers:
              salt.state:
                - tgt: app1
                - sls: docker-ce
                - pillar:
                    docker:
                      networks:
                        own:
                          state: present
                      containers:
            {%- for colour, image in {'blue': '1.13', 'green': '1.14'}.items() %}
            {%- for number in range(2) %}
                        own_{{ colour }}_{{ number }}:
                          image: pigeon-demo:{{ image }}
                          networks: [own]
                          labels: [own=true, "colour={{ colour }}"]
            {%- endfor %}
            {%- endfor %}

            load balancer:
              salt.state:
                - tgt: app1
                - sls: haproxy
                - pillar:
                    haproxy:
                      enabled: True
                      config:
                        frontends:
                          www:
                            acls:
                              - name: is_other
                                condition: req.hdr(host) -i other.example
            {%- for name in pillar.get('more', []) %}
                              - name: {{ name }}
                                condition: path_beg /{{ name }}
            {%- endfor %}
                            http_proxy:
                              use_backends:
                                - name: other
                                  condition: if is_other
                              default_backend: own
                        backends:
                          own:
                            http_proxy:
                              healthcheck: {uri: /healthcheck, interval: 500ms}
                              balance_algorithm: roundrobin
                              docker_local:
                                enabled: True
                                port: 8080
                                filters:
                                  label: [own=true, "colour={{ serves }}"]
                          other:
                            http_proxy:
                              docker_local:
                                enabled: True
                                port: 8080
                                filters:
                                  label: [colour=green]
                - require:
                  - salt: containers
            """

        private func orchestrate(_ stage: Stage, serves: String, more: [String] = []) async throws -> Value {
            let pillar: Value = ["serves": .string(serves), "more": .strings(more)]
            let answer = try await stage.value("run", "state.orchestrate", "own", "pillar=\(JSON.write(pillar))")
            #expect(answer["retcode"] == 0)
            return answer
        }

        @Test func `it decides which containers serve at run time and changes frontends without loss`() async throws {
            let stage = try Stage.shared
            try await stage.prepare()
            try await stage.adding("states/own.sls", Self.orchestration) {
                do { try await play(on: stage) } catch {
                    try await clean(stage)
                    throw error
                }
                try await clean(stage)
            }
        }

        private func play(on stage: Stage) async throws {
            _ = try await orchestrate(stage, serves: "blue")
            try await stage.eventually("blue serves") { try await stage.page() == "app 1.13" }
            #expect(try await stage.page(headers: "Host: other.example") == "app 1.14")
            #expect(try stage.haproxy.servers(of: "own").count == 2)

            let containers = try await stage.containers()
            let worker = try stage.haproxy.worker
            let load = try await Load.start(on: stage)
            _ = try await orchestrate(stage, serves: "green")
            #expect(try await stage.page() == "app 1.14")
            #expect(try stage.haproxy.worker == worker, "a change of servers reloads nothing")
            #expect(try await load.finish().keys.sorted() == ["app 1.13", "app 1.14"])
            #expect(try await stage.containers() == containers)

            let reloading = try await Load.start(on: stage)
            _ = try await orchestrate(stage, serves: "green", more: ["admin"])
            #expect(try stage.haproxy.worker != worker, "a change of a frontend reloads")
            #expect(try await reloading.finish().keys.sorted() == ["app 1.14"])
            #expect(try TextFile.read("\(stage.directory)/haproxy/haproxy.cfg").contains("acl admin path_beg /admin"))

            let before = try await stage.snapshot()
            _ = try await orchestrate(stage, serves: "green", more: ["admin"])
            try await stage.expectUnchanged(since: before)
        }

        @Test func `a condition that HAProxy does not take is refused before it runs`() async throws {
            let stage = try Stage.shared
            try await stage.prepare(active: "1.14")
            let before = try await stage.snapshot()
            let broken = Self.orchestration.replacing("req.hdr(host) -i other.example", with: "no_such_fetch(host) x")
            try await stage.adding("states/own.sls", broken) {
                let answer = try await stage.pigeon("run", "state.orchestrate", "own", "pillar={serves: blue}")
                #expect(answer.code == 1, "\(answer)")
                #expect((answer.out + answer.err).contains("no_such_fetch"), "\(answer)")
                let after = try await stage.snapshot()
                #expect(after.configuration == before.configuration && after.worker == before.worker)
                #expect(try await stage.page() == "app 1.14")
            }
            try await clean(stage)
        }

        /// Back to the host's own states.
        private func clean(_ stage: Stage) async throws {
            for colour in ["blue", "green"] {
                for number in 0..<2 { try await stage.docker("rm", "-f", "own_\(colour)_\(number)") }
            }
            try await stage.docker("network", "rm", "own")
            try await stage.succeed("app1", "state.apply", "queue=True")
        }
    }
}
