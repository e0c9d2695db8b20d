import Glibc

extension FileWriting {
    /// Copies a file with its mode, a link as a link, or a directory with all that is in it; owners are not copied.
    package func copy(_ source: String, to target: String) throws(FileError) {
        guard let status = try status(of: source) else { throw FileError("copy", source, code: ENOENT) }
        guard status.kind == .directory else {
            try write(try read(source), to: target, FileAttributes(mode: status.mode))
            return
        }
        try makeDirectory(target, mode: status.mode)
        for name in try list(source) {
            let (from, to) = (PathText.join(source, name), PathText.join(target, name))
            if isLink(from) { try link(to, to: try linkTarget(of: from)) } else { try copy(from, to: to) }
        }
    }

    /// Renames, or copies and removes where the new place is on another file system.
    package func move(_ source: String, to target: String) throws(FileError) {
        do {
            try rename(source, to: target)
        } catch  where error.code == EXDEV {
            if isLink(source) { try link(target, to: try linkTarget(of: source)) } else { try copy(source, to: target) }
            try remove(source)
        }
    }
}
