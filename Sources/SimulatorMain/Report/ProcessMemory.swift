import Host

/// What the kernel says of a process's memory.
enum ProcessMemory {
    /// `VmRSS` of `/proc/PID/status`; nil when there is no such process.
    static func residentMegabytes(of process: Int? = nil) -> Double? {
        let path = "/proc/\(process.map(String.init) ?? "self")/status"
        let status: String
        do { status = try SystemFiles().readText(path) } catch { return nil }
        for line in status.split(separator: "\n") where line.hasPrefix("VmRSS:") {
            return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Double($0) }.map
            {
                $0 / 1024
            }
        }
        return nil
    }
}
