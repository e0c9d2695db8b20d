package import Execution
import Host
package import Model
import Values

package struct PkgRepoManaged: StateFunction {
    package static let function: FunctionName = "pkgrepo.managed"
    package static let summary = "A repository of packages, in one of apt's files"

    let name: String
    /// Nil when the name is no repository.
    let wish: AptSource?
    let file: String
    let keyURL: String?
    let cleansFile: Bool
    let refreshes: Bool
    /// A repository must say which key signs it.
    let needsKey: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        self.name = name
        let (enabled, disabled) = (arguments.value("enabled")?.bool, arguments.value("disabled")?.bool)
        if enabled != nil, disabled != nil {
            arguments.refuse("disabled", "Only one of enabled/disabled is allowed")
        }
        var wish = AptSource(line: name)
        let isOff = wish?.isDisabled ?? false
        wish?.isDisabled = disabled ?? enabled.map { !$0 } ?? isOff
        let components = Self.names("comps", &arguments)
        for component in components where wish?.components.contains(component) == false {
            wish?.components.append(component)
        }
        let architectures = Self.names("architectures", &arguments)
        if !architectures.isEmpty { wish?.architectures = architectures }
        if let suite = arguments.text("dist") { wish?.suites = [suite] }
        if let path = arguments.text("signedby"), wish?.signedBy == nil { wish?.signedBy = path }
        if let isTrusted = arguments.value("trusted")?.bool { wish?.isTrusted = isTrusted }
        if let comments = arguments.texts("comments") { wish?.comment = comments.joined(separator: " ") }
        self.wish = wish
        file = arguments.text("file", default: "/etc/apt/sources.list")
        keyURL = arguments.text("key_url")
        cleansFile = arguments.flag("clean_file", default: false)
        needsKey = !arguments.flag("aptkey", default: true)
        let refresh = arguments.value("refresh")?.bool ?? true
        refreshes = arguments.value("refresh_db")?.bool ?? refresh
        // `humanname` is for others than apt, `consolidate` for tidying up.
        for name in ["humanname", "consolidate", "allow_insecure_key"] { _ = arguments.value(name) }
        for name in ["keyid", "keyserver", "key_text", "ppa"] where arguments.value(name) != nil {
            arguments.refuse(name, "'\(name)' is not available", hint: "use key_url, and signed-by in the name")
        }
    }

    private static func names(_ name: String, _ arguments: inout ArgumentDecoder) -> [String] {
        (arguments.texts(name) ?? []).flatMap { $0.split(separator: ",").map { String($0).trimmed } }
    }

    package struct Observation: Sendable, Hashable {
        var files: [AptSourceFile]
        var hasKey = true
    }

    package struct Change: Sendable, Hashable {
        var files: [AptSourceFile]
        var changes: ValueMap
        var bringsKey: Bool
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var seen = Observation(files: try AptSourceFile.all(reader.files))
        if let path = keyPath { seen.hasKey = reader.files.exists(path) }
        return seen
    }

    /// Where the key goes.
    private var keyPath: String? {
        guard let keyURL else { return nil }
        return wish?.signedBy ?? "/etc/apt/trusted.gpg.d/\(PathText.name(of: keyURL))"
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        guard let wish else {
            return .impossible(
                "Failed to configure repo '\(name)': Name \(name) is not valid. This must be the complete repo entry as "
                    + "seen in the sources file")
        }
        let old = present(wish, seen.files)
        if let old, old.source.fulfils(wish), seen.hasKey, !isStale(seen.files) {
            return .satisfied("Package repo '\(name)' already configured")
        }
        if old == nil, needsKey, wish.signedBy == nil, !wish.isTrusted {
            return .impossible(
                "Failed to configure repo '\(name)': missing 'signedby' or 'trusted' option when apt-key is missing")
        }
        var changes: ValueMap = ["repo": .string(name)]
        var files = seen.files
        if let old {
            let new = merged(wish, into: old.source)
            changes = Self.differences(old.source, new)
            put(new, inPlaceOf: old, &files)
        } else {
            put(wish, inPlaceOf: nil, &files)
        }
        let changed = files.filter { !seen.files.contains($0) }
        return .changing(
            [Change(files: changed, changes: changes, bringsKey: keyURL != nil)], predicted: changes,
            comment: "Package repo '\(name)' would be configured. This may cause pkg states to behave differently than "
                + "stated if this action is repeated without test=True, due to the differences in the configured "
                + "repositories.")
    }

    private func present(_ wish: AptSource, _ files: [AptSourceFile]) -> (path: String, source: AptSource)? {
        for file in files {
            let found = file.sources.first { source in
                source.isAbout(wish)
                    && (source.components.isEmpty || wish.components.isEmpty
                        || !Set(source.components).isDisjoint(with: wish.components)
                        || source.architectures != wish.architectures)
            }
            if let found { return (file.path, found) }
        }
        return nil
    }

    /// What a paragraph has for other suites and addresses stays.
    private func merged(_ wish: AptSource, into old: AptSource) -> AptSource {
        var new = wish
        if old.types.count > 1 { new.types = old.types }
        if old.suites.count > 1 { new.suites = old.suites }
        if old.uris.count > 1 { new.uris = old.uris }
        new.comment = wish.comment ?? old.comment
        return new
    }

    private func put(
        _ source: AptSource, inPlaceOf old: (path: String, source: AptSource)?, _ files: inout [AptSourceFile]
    ) {
        let path = old?.path ?? file
        if !files.contains(where: { $0.path == path }) { files.append(AptSourceFile(path: path, text: "")) }
        for index in files.indices where files[index].path == path {
            if cleansFile { files[index].clear() }
            files[index].put(source, inPlaceOf: old?.source)
        }
    }

    /// Whether the file, which is to have nothing else, has something else.
    private func isStale(_ files: [AptSourceFile]) -> Bool {
        cleansFile && (files.first { $0.path == file }?.sources.count ?? 0) > 1
    }

    private static func differences(_ old: AptSource, _ new: AptSource) -> ValueMap {
        var changes: ValueMap = [:]
        for (key, value) in new.shown where old.shown[key] != value {
            changes[key] = ["new": value, "old": old.shown[key] ?? nil]
        }
        return changes
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        if change.bringsKey, let keyURL, let keyPath {
            do {
                try await bringKey(keyURL, to: keyPath, writer, run)
            } catch let problem as Diagnostic {
                return .failed("Failed to configure repo '\(name)': \(problem.message)")
            }
        }
        for file in change.files {
            try writer.files.makeDirectories(PathText.directory(of: file.path))
            try writer.files.write(Array(file.text.utf8), to: file.path, FileAttributes())
        }
        if refreshes {
            let result = try await writer.packages.refresh()
            guard result.exitCode == 0 else {
                return .failed(
                    "Configured package repo '\(name)', but the lists of packages can't be fetched: \(result.everything)",
                    changes: change.changes)
            }
        }
        return Applied("Configured package repo '\(name)'", changes: change.changes)
    }

    private func bringKey(_ url: String, to path: String, _ writer: HostWriter, _ run: RunContext) async throws {
        let bytes =
            WebURL.isMeant(by: url) ? try await writer.web.fetch(url) : try await writer.reader.source(url, in: run)
        guard let bytes else { throw Diagnostic("Error: file not found: \(url)") }
        try writer.files.makeDirectories(PathText.directory(of: path))
        try writer.files.write(try AptKey.contents(bytes, for: path), to: path, FileAttributes(mode: 0o644))
    }
}
