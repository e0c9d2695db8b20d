import Execution
import Host
import Model
import Values

/// Keeps the old content of a file that is replaced (`backup: minion`).
enum FileBackup {
    /// Copies to `<cachedir>/file_backup/<path>_<Day_Mon_DD_HH:MM:SS_ffffff_YYYY>`, readable by the owner only.
    static func keep(_ bytes: [UInt8], of path: String, with files: any FileWriting, in run: RunContext) throws {
        let cache = run.options["cachedir"]?.string ?? "/var/cache/pigeon/minion"
        let copy = "\(cache)/file_backup\(path)_\(stamp())"
        try files.makeDirectories(PathText.directory(of: copy), mode: 0o700)
        try files.write(bytes, to: copy, FileAttributes(mode: 0o600))
    }

    /// `.2026-11-21-04-44-33`, as `file.line` names its backups.
    static func dateSuffix() -> String {
        let time = CivilTime(microseconds: RunClock.system.now())
        let clock = time.timeOfDay.prefix(8).replacing(":", with: "-")
        let (month, day) = (
            time.month < 10 ? "0\(time.month)" : "\(time.month)", time.day < 10 ? "0\(time.day)" : "\(time.day)"
        )
        return ".\(time.year)-\(month)-\(day)-\(clock)"
    }

    private static func stamp() -> String {
        let now = RunClock.system.now()
        let time = CivilTime(microseconds: now)
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let clock = time.timeOfDay.replacing(".", with: "_")
        let day = time.day < 10 ? "0\(time.day)" : "\(time.day)"
        // 1970 began on a Thursday.
        return "\(days[Int(now / 86_400_000_000 % 7)])_\(months[time.month - 1])_\(day)_\(clock)_\(time.year)"
    }
}
