import Cryptography
package import Docker
package import Execution
import Values

extension DockerContainerRun {
    package func apply(_ task: ContainerTask, with docker: DockerClient, in run: RunContext) async throws -> Applied {
        var changes = ValueMap()
        do {
            switch task {
            case .pull: return try await pullAndGoOn(docker, run)
            case .join(let id): return try await end(of: id, docker, &changes)
            case .run(let specification, let old):
                if let old { try await docker.remove(old, force: true) }
                let creation = specification.creation(SHA256.hex(ofText:))
                let id = try await docker.make(creation, named: name, run.logger)
                changes["Id"] = .string(id)
                try await docker.containers.start(id)
                if isBackground { return Applied("Container was run in the background", changes: changes) }
                return try await end(of: id, docker, &changes)
            }
        } catch let error as DockerError {
            return .failed("Encountered error running container: \(error)", changes: changes)
        }
    }

    private func pullAndGoOn(_ docker: DockerClient, _ run: RunContext) async throws -> Applied {
        let report: Value
        switch await ImagePull.pull(asked.image, docker, run) {
        case .failed(let reason): return .failed(reason)
        case .pulled(let pulled): report = pulled
        }
        let seen = try await observe(with: DockerReader(docker), in: run)
        guard seen.imageID != nil else { return .failed("Image '\(asked.image)' is gone again") }
        let plan = plan(seen)
        guard case .changes(let tasks) = plan.verdict, let task = tasks.first else {
            if case .impossible = plan.verdict { return .failed(plan.comment, changes: ["image": report]) }
            return Applied(plan.comment, changes: ["image": report])
        }
        var applied = try await apply(task, with: docker, in: run)
        applied.changes["image"] = report
        return applied
    }

    /// Waits for the end, without a limit, and reads what there is to say about it.
    private func end(
        of id: String, _ docker: DockerClient, _ changes: inout ValueMap
    ) async throws(DockerError) -> Applied {
        let start = ContinuousClock.now
        let exitCode = try await docker.containers.wait(id)
        changes["Id"] = .string(id)
        changes["ExitCode"] = .int(exitCode)
        changes["Time_Elapsed"] = .double((ContinuousClock.now - start).seconds)
        let words = await ContainerSettling(docker: docker).lastLines(of: id)
        do throws(DockerError) { changes["Logs"] = .string(try await docker.containers.logs(id).combined) } catch {
            changes["Logs"] = .string("can't be read: \(error)")
        }
        if asked.hostConfig["AutoRemove"] == true { try await docker.remove(id, volumes: true) }
        let comment = "Container ran and exited with a return code of \(exitCode)"
        if exitCode == 0 { return Applied(comment, changes: changes) }
        return Applied(comment + words, changes: changes, succeeded: !failsHard)
    }
}
