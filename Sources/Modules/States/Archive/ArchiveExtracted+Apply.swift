package import Execution
import Host
import Values

extension ArchiveExtracted {
    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        switch change.step {
        case .note(let archive):
            try ArchiveRecord(fetch, run).write(archive.hash, writer.files)
            return Applied("All files in archive are already present")
        case .own(let contents):
            try ownership.enforce(in: contents, writer)
            return Applied("All files in archive are already present", changes: ["updated ownership": true])
        case .extract(let archive, let contents, let paths, let explanation):
            return try await extract(archive, contents, removing: paths, explanation, writer, run)
        }
    }

    private func extract(
        _ archive: ArchiveFetch.Archive, _ contents: ArchiveContents, removing paths: [String], _ explanation: String,
        _ writer: HostWriter, _ run: RunContext
    ) async throws -> Applied {
        var changes: ValueMap = [:]
        let removed = try remove(paths, writer.files)
        if cleansParent, !removed.isEmpty {
            changes["removed"] = .string("Directory \(directory) was removed prior to the extraction")
        } else if !removed.isEmpty {
            changes["removed"] = .strings(removed)
        }
        let isNew = !writer.files.isDirectory(directory)
        if isNew { try ownership.makeDirectory(writer) }
        let unpacking = ArchiveUnpacking(
            directory: String(directory.dropLast()), format: fetch.format, options: options, usesUnzip: usesUnzip)
        let outcome = try await unpacking.run(archive, contents, writer)
        guard case .extracted(let files) = outcome else {
            if case .failed(let reason) = outcome { return .failed(reason, changes: changes) }
            return .failed("No files were extracted from \(WebURL.redacted(archive.source))", changes: changes)
        }
        if try ownership.enforce(in: contents, writer) { changes["updated ownership"] = true }
        if isNew { changes["directories_created"] = .strings([directory]) }
        changes["extracted_files"] = .strings(shownFiles.map { Array(files.prefix($0)) } ?? files)
        if followsHash, archive.wantedHash != nil { try ArchiveRecord(fetch, run).write(archive.hash, writer.files) }
        let trimmed = shownFiles.map { ". Output was trimmed to \($0) number of lines" } ?? ""
        return Applied(
            "\(WebURL.redacted(archive.source)) extracted to \(directory)\(explanation)\(trimmed)", changes: changes)
    }

    private func remove(_ paths: [String], _ files: any FileWriting) throws -> [String] {
        try paths.filter { path in
            let bare = path.hasSuffix("/") ? String(path.dropLast()) : path
            guard try files.status(of: bare, following: false) != nil else { return false }
            try files.remove(bare)
            return true
        }
    }
}
