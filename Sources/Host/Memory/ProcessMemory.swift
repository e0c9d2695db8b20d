import Glibc

/// The memory of this process.
package enum ProcessMemory {
    /// Gives back to the kernel what isn't needed until there is something to do again: the code of program and libraries,
    /// which is mapped anew, page by page, where it is run.
    ///
    /// Starting and carrying out a job runs through most of the code; waiting needs little of it.
    ///
    /// - Throws: when the kernel doesn't tell what is mapped.
    package static func giveBack() throws(FileError) {
        // A private mapping that can't be written has no page but those of its file, so nothing can be lost.
        for range in codeMappings(try SystemFiles().readText("/proc/self/maps")) {
            _ = madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
        }
    }

    /// Where files are mapped that can be run and not written, from the text of `/proc/PID/maps`.
    package static func codeMappings(_ maps: String) -> [Range<UInt>] {
        maps.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ", maxSplits: 5)
            guard fields.count == 6, fields[1] == "r-xp", fields[4] != "0" else { return nil }
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard ends.count == 2, ends[0] < ends[1] else { return nil }
            return ends[0]..<ends[1]
        }
    }
}
