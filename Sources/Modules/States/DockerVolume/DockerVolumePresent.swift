package import Docker
package import Execution
package import Model
package import Values

package struct DockerVolumePresent: StateFunction {
    package static let function: FunctionName = "docker_volume.present"
    package static let summary = "A named volume"

    let name: String
    let driver: String?
    let options: ValueMap
    let labels: ValueMap
    /// Whether one with another driver may be removed, with all that is in it.
    let force: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        driver = arguments.text("driver")
        options = arguments.keyValues(["driver_opts", "driver_opt"]) ?? [:]
        labels = arguments.keyValues(["labels", "label"]) ?? [:]
        force = arguments.flag("force", default: false)
    }

    package func observe(with reader: DockerReader, in run: RunContext) async throws -> Value? {
        try await reader.volume(name)
    }

    /// Whether the volume that is there is removed first.
    package func plan(_ seen: Value?) -> Plan<Bool> {
        guard let seen else {
            return .changing([false], predicted: ["created": true], comment: "The volume '\(name)' will be created")
        }
        let current = seen["Driver"]?.string ?? ""
        guard let driver, driver != current else { return .satisfied("Volume '\(name)' already exists.") }
        guard force else {
            return .impossible(
                "Driver for existing volume '\(name)' ('\(current)') does not match specified driver ('\(driver)') "
                    + "and force is False")
        }
        return .changing(
            [true], predicted: ["removed": true, "created": true],
            comment: "The volume '\(name)' will be replaced with a volume of driver '\(driver)'")
    }

    package func apply(_ replaces: Bool, with docker: DockerClient, in run: RunContext) async throws -> Applied {
        var changes = ValueMap()
        var body = ValueMap()
        if let driver { body["Driver"] = .string(driver) }
        if !options.isEmpty { body["DriverOpts"] = .map(options) }
        if !labels.isEmpty { body["Labels"] = .map(labels) }
        do throws(DockerError) {
            if replaces {
                try await docker.volumes.remove(name)
                changes["removed"] = true
            }
            changes["created"] = try await docker.volumes.create(name, options: body)
        } catch {
            return .failed("Failed to create volume '\(name)': \(error)", changes: changes)
        }
        return Applied("Volume '\(name)' created", changes: changes)
    }
}
