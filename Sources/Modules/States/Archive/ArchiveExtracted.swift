package import Execution
import Host
package import Model
import RegularExpressions
import Values

package struct ArchiveExtracted: StateFunction {
    package static let function: FunctionName = "archive.extracted"
    package static let summary = "A directory that holds what an archive holds"

    /// With a `/` at its end, as comments have it.
    let directory: String
    let fetch: ArchiveFetch
    let options: String?
    let ownership: ArchiveOwnership
    let missing: String?
    let overwrites: Bool
    let forces: Bool
    let cleans: Bool
    let cleansParent: Bool
    let enforcesTop: Bool
    let followsHash: Bool
    let trustsHash: Bool
    let shownFiles: Int?
    let usesUnzip: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        let bare = String(name.reversed().drop { $0 == "/" }.reversed())
        directory = bare + "/"
        fetch = ArchiveFetch(&arguments)
        options = arguments.text("options")
        ownership = ArchiveOwnership(directory: directory, &arguments)
        missing = arguments.text("if_missing")
        overwrites = arguments.flag("overwrite", default: false)
        forces = arguments.flag("force", default: false)
        cleans = arguments.flag("clean", default: false)
        cleansParent = arguments.flag("clean_parent", default: false)
        enforcesTop = arguments.flag("enforce_toplevel", default: true)
        followsHash = arguments.flag("source_hash_update", default: false)
        trustsHash = arguments.flag("skip_files_list_verify", default: false)
        switch arguments.value("trim_output") {
        case nil, false: shownFiles = nil
        case true: shownFiles = 100
        case let value?:
            shownFiles = value.int
            if value.int == nil {
                arguments.refuse("trim_output", "Invalid value for trim_output, must be True/False or an integer")
            }
        }
        let unzip = arguments.value("use_cmd_unzip")
        usesUnzip = unzip?.bool ?? (options != nil)
        if fetch.format == .zip, options != nil, unzip == false {
            arguments.refuse(
                "use_cmd_unzip",
                "'use_cmd_unzip' cannot be set to False if CLI options are being specified (via the 'options' "
                    + "argument). Either remove 'use_cmd_unzip', or set it to True.")
        }
        // An archive is fetched anew when it is needed; permissions are always those of the archive.
        for name in ["keep_source", "keep", "use_etag", "extract_perms"] { _ = arguments.value(name) }
        check(&arguments)
    }

    private func check(_ arguments: inout ArgumentDecoder) {
        if !directory.hasPrefix("/") {
            arguments.refuse("name", "\(directory.dropLast()) is not an absolute path")
        }
        if let missing, !missing.hasPrefix("/") {
            arguments.refuse("if_missing", "Value for 'if_missing' is not an absolute path")
        }
        if trustsHash, fetch.skipsVerification {
            arguments.refuse(
                "skip_verify", "Only one of \"skip_files_list_verify\" and \"skip_verify\" can be set to True")
        }
        if cleans, cleansParent {
            arguments.refuse("clean_parent", "Only one of 'clean' and 'clean_parent' can be set to True")
        }
    }

    /// What is taken off every path by `--strip-components`.
    var strippedComponents: Int {
        guard let options, fetch.format == .tar else { return 0 }
        do {
            let expression = try RegularExpression(#"--strip(?:-components)?(?:\s+|=)["']?(\d+)["']?"#)
            return try expression.search(options)?[1].flatMap { Int($0) } ?? 0
        } catch {
            return 0
        }
    }

    package struct Observation: Sendable {
        /// Why nothing can be done.
        var problem: String?
        var isInPlaceOf = false
        var hasMissing = false
        var archive: ArchiveFetch.Archive?
        var contents: ArchiveContents?
        var hasDirectory = false
        /// Paths that are not there.
        var isIncomplete = false
        var wrongKind: [String] = []
        var isOwnedByOthers = false
        /// The hash of the archive that was extracted last.
        var recorded: String?
        var isTest: Bool
    }

    package struct Change: Sendable {
        let step: Step
    }

    enum Step: Sendable {
        case extract(ArchiveFetch.Archive, ArchiveContents, removing: [String], explanation: String)
        case own(ArchiveContents)
        /// Nothing but the hash of the archive is noted.
        case note(ArchiveFetch.Archive)
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var seen = Observation(isTest: run.isTest)
        seen.isInPlaceOf = reader.files.isFile(String(directory.dropLast()))
        seen.hasMissing = missing.map(reader.files.exists) ?? false
        guard !seen.isInPlaceOf, !seen.hasMissing else { return seen }
        seen.problem = ownership.problem(reader.accounts)
        guard seen.problem == nil else { return seen }
        seen.recorded = try ArchiveRecord(fetch, run).read(reader.files)
        let contents: ArchiveContents
        switch try await fetch.outcome(reader, run) {
        case .failed(let reason):
            seen.problem = reason
            return seen
        case .found(let archive, let found):
            (seen.archive, contents) = (archive, found.stripped(of: strippedComponents))
        }
        seen.contents = contents
        seen.hasDirectory = reader.files.isDirectory(directory)
        try look(at: contents, &seen, reader)
        seen.isOwnedByOthers = try ownership.differs(in: contents, reader)
        return seen
    }

    private func look(at contents: ArchiveContents, _ seen: inout Observation, _ reader: HostReader) throws {
        for path in contents.directories.sorted() + contents.files.sorted() + contents.links.sorted() {
            let full = directory + path
            let status = try reader.files.status(
                of: String(full.reversed().drop { $0 == "/" }.reversed()), following: false)
            guard let status else {
                seen.isIncomplete = true
                continue
            }
            let isDirectory = path.hasSuffix("/")
            let wanted: FileStatus.Kind = isDirectory ? .directory : contents.links.contains(path) ? .symlink : .file
            let isRight = status.kind == wanted || (wanted == .file && status.kind == .other)
            if !isRight { seen.wrongKind.append(path) }
        }
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        if seen.isInPlaceOf { return .impossible("\(directory.dropLast()) exists and is not a directory") }
        if let missing, seen.hasMissing { return .satisfied("Path \(missing) exists") }
        if let problem = seen.problem { return .impossible(problem) }
        guard let archive = seen.archive, let contents = seen.contents else { return .impossible("no archive") }
        let source = WebURL.redacted(archive.source)
        if trustsHash, let wanted = archive.wantedHash, seen.recorded == wanted {
            return .satisfied(
                "Archive \(source) existing source sum is the same as the expected one and skip_files_list_verify "
                    + "argument was set to True. Extraction is not needed")
        }
        if enforcesTop, contents.topDirectories.count > 1 || !contents.topFiles.isEmpty {
            return .impossible(
                "Archive does not have a single top-level directory. To allow this archive to be extracted, set "
                    + "'enforce_toplevel' to False. To avoid a '\(fetch.format.rawValue)-bomb' it may also be advisable "
                    + "to set a top-level directory by adding it to the 'name' value (for example, setting 'name' to "
                    + "\(directory)some_dir instead of \(directory)).")
        }
        if !seen.wrongKind.isEmpty, !cleans, !cleansParent, !forces { return .impossible(sentence(seen.wrongKind)) }
        let hasNewHash = followsHash && seen.recorded != nil && seen.recorded != archive.hash
        if overwrites || seen.isIncomplete || !seen.wrongKind.isEmpty || hasNewHash {
            if let mismatch = archive.mismatch { return .impossible(mismatch) }
            return planExtraction(of: archive, contents, seen, hasNewHash: hasNewHash)
        }
        let comment = "All files in archive are already present"
        if seen.isOwnedByOthers {
            return .changing(
                [Change(step: .own(contents))], predicted: ["updated ownership": true],
                comment: comment + ". Ownership would be updated on one or more files/directories.")
        }
        if followsHash, !seen.isTest, archive.wantedHash != nil, seen.recorded != archive.hash {
            return .changing([Change(step: .note(archive))], predicted: [:], comment: comment)
        }
        return .satisfied(comment)
    }

    private func sentence(_ paths: [String]) -> String {
        "The below paths (relative to \(directory)) exist, but are the incorrect type (file instead of directory, "
            + "symlink instead of file, etc.). To proceed with extraction, set 'force' to True. Note that this will "
            + "remove these paths before extracting.\n\n" + paths.map { "- \($0)" }.joined(separator: "\n")
    }

    private func planExtraction(
        of archive: ArchiveFetch.Archive, _ contents: ArchiveContents, _ seen: Observation, hasNewHash: Bool
    ) -> Plan<Change> {
        var removed = seen.wrongKind.map { directory + $0 }
        if cleans { removed = (contents.topDirectories + contents.topFiles).map { directory + $0 } }
        if cleansParent { removed = [directory] }
        var explanation = ""
        if hasNewHash, !seen.isIncomplete {
            explanation = ", due to source_hash update"
        } else if seen.isIncomplete {
            explanation = ", due to absence of one or more files/dirs"
        }
        return .changing(
            [Change(step: .extract(archive, contents, removing: removed, explanation: explanation))], predicted: [:],
            comment: "Archive \(WebURL.redacted(archive.source)) would be extracted to \(directory)"
                + (cleans ? ", after cleaning destination path(s)" : "") + explanation)
    }
}
