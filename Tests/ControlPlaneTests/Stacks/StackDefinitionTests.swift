import Testing
import Values

@testable import ControlPlane

struct StackDefinitionTests {
    private let pillar: Value = [
        "version": "1.14",
        "loadbal": ["target": "lb*", "frontend": "www", "backend_port": 8080],
        "config": ["target": "app*", "formula": "mockup"],
        "task_definitions": [
            "count": 2,
            "migrations": [
                "run": "once", "docker_config": ["image": "myapp:1.14", "command": ["./manage.py", "migrate"]],
            ],
            "web": [
                "count": 2,
                "docker_config": ["image": "myapp:1.14", "ports": 8080, "labels": ["register_backend=true"]],
            ],
            "cache": ["docker_config": ["image": "redis:7", "label": ["tier": "cache"]]],
        ],
    ]

    private func problems(_ change: (inout ValueMap) -> Void) -> [Diagnostic] {
        var map = pillar.map ?? [:]
        change(&map)
        do {
            _ = try StackDefinition(app: "app", pillar: .map(map))
            return []
        } catch {
            return error.all
        }
    }

    @Test func `containers, networks and labels are named as the contract says`() throws {
        let definition = try StackDefinition(app: "app", pillar: pillar)
        let containers = StackContainers(definition, version: "1.15", isReachedFromOutside: false)
        #expect(
            containers.services.keyTexts == [
                "app_1.15_web_0", "app_1.15_web_1", "app_1.15_web_2", "app_1.15_web_3", "app_1.15_cache_0",
                "app_1.15_cache_1",
            ])
        #expect(containers.tasks.keyTexts == ["app_1.15_migrations_0"])
        #expect(containers.networks.keyTexts == ["loadbal", "app_1.15_network_0", "app_1.15_network_1"])
        let web = containers.services["app_1.15_web_2"]
        #expect(web?["image"] == "myapp:1.15")
        #expect(
            web?["labels"] == [
                "register_backend=true", "version=1.15", "pigeon.app=app", "pigeon.stack=app/1.15",
            ])
        #expect(web?["networks"] == ["loadbal", ["app_1.15_network_1": [["aliases": ["web"]]]]])
        #expect(
            containers.services["app_1.15_cache_0"]?["image"] == "redis:7", "another image's tag is not ours to change")
        #expect(containers.services["app_1.15_cache_0"]?["labels"]?.list?.first == "tier=cache")
    }

    @Test func `a backend that other hosts must reach publishes its port`() throws {
        let definition = try StackDefinition(app: "app", pillar: pillar)
        let containers = StackContainers(definition, version: "1.15", isReachedFromOutside: true)
        #expect(containers.services["app_1.15_web_0"]?["port_bindings"] == [8080])
        #expect(containers.services["app_1.15_cache_0"]?["port_bindings"] == nil)
    }

    @Test(arguments: ["loadbal", "config", "task_definitions"])
    func `a missing section is named`(section: String) {
        let found = problems { $0[section] = nil }
        #expect(found.count == 1)
        #expect(found.first?.message == "stacks:app has no '\(section)'")
    }

    @Test func `an unknown key is refused with the nearest known one`() {
        let top = problems { $0["loadball"] = $0.removeValue(forKey: "loadbal") }
        #expect(top.contains { $0.hint == "did you mean 'loadbal'?" })
        let nested = problems { $0["loadbal"] = ["target": "lb*", "fronted": "www", "backend_port": 8080] }
        #expect(nested.contains { $0.message == "'fronted' is not a key of stacks:app:loadbal" })
        #expect(nested.contains { $0.hint == "did you mean 'frontend'?" })
    }

    @Test func `everything that is wrong is told at once`() {
        let found = problems {
            $0["version"] = ["a"]
            $0["config"] = ["target": "app*", "target_type": "globb"]
            $0["task_definitions"] = ["web": ["docker_config": ["command": "x"]], "bad name": ["run": "twice"]]
        }
        let messages = found.map(\.message)
        #expect(messages.contains { $0.contains("'version' must be a string") })
        #expect(messages.contains { $0.contains("unknown target type 'globb'") })
        #expect(messages.contains { $0.contains("web:docker_config has no 'image'") })
        #expect(messages.contains { $0.contains("'bad name' can't be a service's name") })
        #expect(messages.contains { $0.contains("run is 'twice'") })
    }

    @Test func `the older form with services below task_definition is read as well`() throws {
        var map = pillar.map ?? [:]
        map["task_definitions"] = nil
        map["task_definition"] = ["count": 1, "services": ["web": ["docker_config": ["image": "myapp:1.14"]]]]
        let definition = try StackDefinition(app: "app", pillar: .map(map))
        let containers = StackContainers(definition, version: "1.14", isReachedFromOutside: false)
        #expect(containers.services.keyTexts == ["app_1.14_web_0"])
    }

    @Test func `the released version replaces the pillar's where it stands alone`() {
        let substitution = VersionSubstitution(from: "1.14", to: "1.15")
        let container: ValueMap = [
            "image": "registry:5000/myapp:1.14", "environment": ["VERSION=1.14", "OTHER=11.14", ["V": 1.14]],
            "command": "serve 1.14",
        ]
        #expect(
            substitution.apply(to: container) == [
                "image": "registry:5000/myapp:1.15", "environment": ["VERSION=1.15", "OTHER=11.14", ["V": "1.15"]],
                "command": "serve 1.14",
            ])
    }
}
