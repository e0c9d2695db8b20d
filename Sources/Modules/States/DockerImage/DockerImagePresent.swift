package import Docker
package import Execution
package import Model
import Values

package struct DockerImagePresent: StateFunction {
    package static let function: FunctionName = "docker_image.present"
    package static let summary = "An image that is on this host: pulled, or loaded from an archive"

    let image: String
    /// An archive that `docker save` made: a path on this host, or a `salt://` URL.
    let archive: String?
    /// Get it although there is one of the name.
    let force: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        let tag = arguments.text("tag")
        archive = arguments.text("load")
        force = arguments.flag("force", default: false)
        let reference = ImageReference(name)
        image = tag.map { "\(reference.repository):\($0)" } ?? reference.description
        if let tag, let written = reference.tag, written != tag {
            arguments.refuse("tag", "'tag' is \(tag), but the name says \(written)")
        }
        for name in ["build", "sls"] where arguments.value(name) != nil {
            arguments.refuse(
                name, "docker_image.present can't make images (\(name))",
                hint: "make the image before, and have it pulled, or loaded with load")
        }
    }

    /// The id of what there is of that name.
    package func observe(with reader: DockerReader, in run: RunContext) async throws -> String? {
        try await reader.image(image)?.id
    }

    package func plan(_ seen: String?) -> Plan<String?> {
        if seen != nil, !force { return .satisfied("Image \(image) already present") }
        let action = archive == nil ? "pulled" : "loaded"
        return .changing([seen], predicted: [action: .string(image)], comment: "Image \(image) will be \(action)")
    }

    package func apply(_ old: String?, with docker: DockerClient, in run: RunContext) async throws -> Applied {
        guard let archive else { return await pull(old, docker, run) }
        let loaded = try await ImageArchive(url: archive).use(in: run) { path in
            try await docker.images.load(file: path)
        }
        guard let id = try await docker.images.find(image)?.id else {
            let names = loaded.isEmpty ? "no image" : loaded.joined(separator: ", ")
            return .failed(
                "Image '\(image)' is not in \(archive), which has \(names)", changes: ["loaded": .strings(loaded)])
        }
        return outcome("loaded", old, id)
    }

    private func pull(_ old: String?, _ docker: DockerClient, _ run: RunContext) async -> Applied {
        switch await ImagePull.pull(image, docker, run) {
        case .failed(let reason): .failed("Encountered error pulling \(image): \(reason)")
        case .pulled(let report): outcome("pulled", old, report["Id"]?.string ?? "")
        }
    }

    private func outcome(_ action: String, _ old: String?, _ new: String) -> Applied {
        if old == new { return Applied("Image '\(image)' was \(action), but there were no changes") }
        return Applied("Image '\(image)' was \(action)", changes: ["Id": ["old": Value(old), "new": .string(new)]])
    }
}
