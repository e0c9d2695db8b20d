import Glibc
import Host
import RegularExpressions
import Values

/// `diskusage`: tells of mounts that are used beyond a limit. A mount is a regular expression for a whole path.
struct DiskUsageBeacon: Beacon {
    private struct Limit {
        /// As written.
        var text: String
        var mounts: RegularExpression
        var percent: Double

        /// Whether it is one path. An expression may well match nothing yet, a path that is no mount is a mistake.
        var isPath: Bool { !text.contains { "\\^$|?*+()[]{}".contains($0) } }
    }

    private let limits: [Limit]

    init(_ options: ValueMap) throws(Diagnostic) {
        var limits: [Limit] = []
        for (key, value) in options {
            let text = key.scalarText ?? ""
            let written = value.string.map { $0.hasSuffix("%") ? String($0.dropLast()) : $0 }
            guard let percent = value.double ?? written.flatMap({ Double($0) }) else {
                throw Diagnostic(
                    "Configuration for diskusage beacon: '\(text)' needs a percentage",
                    hint: "write it as '\(text): 90%'")
            }
            guard (0...100).contains(percent) else {
                throw Diagnostic(
                    "Configuration for diskusage beacon: '\(text)' is \(value.scalarText ?? ""), "
                        + "but must be 0% to 100%")
            }
            do {
                limits.append(Limit(text: text, mounts: try RegularExpression(text), percent: percent))
            } catch {
                throw Diagnostic("Configuration for diskusage beacon: '\(text)' is no regular expression: \(error)")
            }
        }
        guard !limits.isEmpty else {
            throw Diagnostic("Configuration for diskusage beacon names no mount", hint: "write it as '- /: 90%'")
        }
        self.limits = limits
    }

    func look(_ host: HostReader, at now: Double) throws -> [BeaconSignal] {
        let mounts = Self.mounts(try host.files.readText("/proc/self/mounts"))
        var signals: [BeaconSignal] = []
        for limit in limits {
            let meant = try mounts.filter { try limit.mounts.fullMatch($0) != nil }
            if meant.isEmpty, limit.isPath {
                signals.append(BeaconSignal(limit.text, failure: Diagnostic("nothing is mounted on '\(limit.text)'")))
            }
            for mount in meant {
                do throws(Diagnostic) {
                    guard let used = try Self.usage(of: mount), used >= limit.percent else { continue }
                    signals.append(BeaconSignal(["diskusage": .double(used), "mount": .string(mount)]))
                } catch {
                    signals.append(BeaconSignal(mount, failure: error))
                }
            }
        }
        return signals
    }

    /// The mount points, with their spaces; the kernel writes those as `\040`.
    static func mounts(_ text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 1 else { return nil }
            return [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")].reduce(String(fields[1])) {
                $0.replacing($1.0, with: $1.1)
            }
        }
    }

    /// Percent of what a user who is not root can have, to one place, as psutil counts it; nil for what has no size.
    private static func usage(of mount: String) throws(Diagnostic) -> Double? {
        var figures = statvfs()
        guard statvfs(mount, &figures) == 0 else {
            throw Diagnostic("the usage of '\(mount)' can't be read: \(String(cString: strerror(errno)))")
        }
        guard figures.f_blocks > 0 else { return nil }
        let used = Double(figures.f_blocks) - Double(figures.f_bfree)
        let all = used + Double(figures.f_bavail)
        return all > 0 ? (used / all * 1000).rounded() / 10 : nil
    }
}
