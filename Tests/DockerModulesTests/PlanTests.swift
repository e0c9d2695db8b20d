import Cryptography
import Docker
import Execution
import Model
import Testing
import Values

@testable import Modules

/// What is planned, from what was seen; no engine takes part.
@Suite struct `plans about containers` {
    private static let id = "0123456789abcdef"

    private static func container(
        _ status: String, asked: ValueMap = [:], exitCode: Int = 0, imageID: String = "sha256:1"
    ) throws -> ContainerDetails {
        var specification = try ContainerArguments.decode((["image": "app:1"] as ValueMap).merged(with: asked))
            .specification
        specification.imageID = imageID
        let body = specification.creation(SHA256.hex(ofText:)).body
        return ContainerDetails([
            "Id": .string(id), "Name": "/web", "Image": .string(imageID),
            "Config": ["Labels": body["Labels"] ?? [:], "Env": body["Env"] ?? []],
            "HostConfig": body["HostConfig"] ?? [:],
            "State": [
                "Status": .string(status), "Running": .bool(["running", "paused", "restarting"].contains(status)),
                "Paused": .bool(status == "paused"), "Restarting": .bool(status == "restarting"),
                "ExitCode": .int(exitCode), "Error": "",
            ],
        ])
    }

    private func plan<Function: StateFunction>(
        _ type: Function.Type, _ arguments: ValueMap, _ seen: Function.Observation
    ) -> Plan<Function.Change> {
        var decoder = ArgumentDecoder(arguments)
        let function = Function(name: "web", &decoder)
        #expect(decoder.finish(for: "test").isEmpty)
        return function.plan(seen)
    }

    @Test(
        arguments: [
            ("running", [:], "Container 'web' is already configured as specified", [:]),
            (
                "exited", [:], "Container would be started",
                ["state": ["old": "stopped", "new": "running"]]
            ),
            (
                "restarting", [:], "Container would be started",
                ["state": ["old": "restarting", "new": "running"]]
            ),
            (
                "paused", [:], "Container would be started",
                ["state": ["old": "paused", "new": "running"]]
            ),
            ("exited", ["start": false], "Container 'web' is already configured as specified", [:]),
            (
                "running", ["force": true], "Container 'web' would be replaced",
                ["forced_update": true, "container_id": ["removed": [.string(id)], "added": "web"]]
            ),
            (
                "running", ["hostname": "a"], "Container 'web' would be replaced",
                [
                    "container": ["Config": ["Hostname": ["old": nil, "new": "a"]]],
                    "container_id": ["removed": [.string(id)], "added": "web"],
                ]
            ),
            (
                "exited", ["restart": "always"], "Container 'web' would be updated. Container would be started.",
                [
                    "container": [
                        "HostConfig": [
                            "RestartPolicy": [
                                "old": ["Name": "no", "MaximumRetryCount": 0],
                                "new": ["Name": "always", "MaximumRetryCount": 0],
                            ]
                        ]
                    ], "state": ["old": "stopped", "new": "running"],
                ]
            ),
        ] as [(String, ValueMap, String, ValueMap)])
    func `a container is kept, started, updated or replaced`(
        status: String, asked: ValueMap, comment: String, changes: ValueMap
    ) throws {
        let seen = SeenContainer(container: try Self.container(status), imageID: "sha256:1")
        let plan = plan(DockerContainerRunning.self, (["image": "app:1"] as ValueMap).merged(with: asked), seen)
        #expect(plan.comment == comment)
        #expect(plan.predicted == changes)
        #expect(plan.warnings.isEmpty)
    }

    @Test func `another image behind the same name replaces the container`() throws {
        let seen = SeenContainer(container: try Self.container("running"), imageID: "sha256:2")
        let plan = plan(DockerContainerRunning.self, ["image": "app:1"], seen)
        #expect(plan.comment == "Container 'web' would be replaced")
        #expect(plan.predicted["container"]?["Image"] == ["old": "sha256:1", "new": "sha256:2"])
    }

    @Test func `another name of the same image changes nothing`() throws {
        let seen = SeenContainer(container: try Self.container("running"), imageID: "sha256:1")
        #expect(plan(DockerContainerRunning.self, ["image": "app:stable"], seen).predicted.isEmpty)
    }

    @Test func `a container that ends again and again is not taken for running`() throws {
        var seen = SeenContainer(container: try Self.container("running"), imageID: "sha256:1")
        seen.isFlapping = true
        #expect(plan(DockerContainerRunning.self, ["image": "app:1"], seen).comment == "Container would be started")
    }

    @Test(
        arguments: [
            ("exited", 0, [:], "Container 'web' already ran and exited with a return code of 0"),
            ("exited", 1, [:], "Container would be run"),
            ("created", 0, [:], "Container would be run"),
            ("running", 0, [:], "Container would be run"),
            ("running", 0, ["bg": true], "Container 'web' already runs in the background"),
            ("exited", 0, ["command": "other"], "Container would be run"),
            ("exited", 0, ["force": true], "Container would be run"),
            ("exited", 0, ["auto_remove": true], "Container 'web' already ran and exited with a return code of 0"),
            (
                "running", 0, ["command": "other"],
                "Encountered error running container: 'web' is running, set force to True to replace it"
            ),
        ] as [(String, Int, ValueMap, String)])
    func `a task that ended well is done`(
        status: String, exitCode: Int, asked: ValueMap, comment: String
    ) throws {
        let container = try Self.container(status, exitCode: exitCode)
        let plan = plan(
            DockerContainerRun.self, (["image": "app:1"] as ValueMap).merged(with: asked),
            SeenContainer(container: container, imageID: "sha256:1"))
        #expect(plan.comment == comment)
    }
}
