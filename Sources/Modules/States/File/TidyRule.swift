import Execution
import Glibc
import Host
import Model
import RegularExpressions
import Values

/// What `file.tidied` removes.
struct TidyRule: Sendable {
    private enum Time: String { case atime, ctime, mtime }

    /// Days.
    private let age: Int
    /// Bytes.
    private let size: Int
    private let time: Time
    private let needsBoth: Bool
    /// `age` or `size`: only that counts.
    private let only: String?
    private let included: [RegularExpression]
    private let excluded: [RegularExpression]
    private let looksAtPaths: Bool
    private let removesDirectories: Bool
    private let removesLinks: Bool
    private let followsLinks: Bool

    init(_ arguments: inout ArgumentDecoder) {
        age = arguments.integer("age", default: 0)
        size = Self.size(&arguments)
        time = Time(rawValue: arguments.text("time_comparison", default: "atime").lowercased()) ?? .atime
        needsBoth = arguments.text("age_size_logical_operator", default: "OR").uppercased() == "AND"
        only = arguments.text("age_size_only")?.lowercased()
        included = Self.expressions("matches", &arguments) ?? []
        excluded = Self.expressions("exclude", &arguments) ?? []
        looksAtPaths = arguments.flag("full_path_match", default: false)
        removesDirectories = arguments.flag("rmdirs", default: false)
        removesLinks = arguments.flag("rmlinks", default: true)
        followsLinks = arguments.flag("followlinks", default: false)
    }

    /// A number, or `10M`, `2GiB`, `1.5kB`: a lone letter and `iB` count in 1,024s, `B` in 1,000s.
    private static func size(_ arguments: inout ArgumentDecoder) -> Int {
        guard let value = arguments.value("size") else { return 0 }
        if let bytes = value.int { return bytes }
        let text = value.scalarText ?? ""
        let digits = text.prefix { $0.isNumber || $0 == "." }
        var unit = text.dropFirst(digits.count).filter { $0 != " " }.uppercased()
        let base: Double = unit.hasSuffix("B") && !unit.hasSuffix("IB") && unit.count > 1 ? 1000 : 1024
        while let last = unit.last, last == "B" || last == "I" { unit.removeLast() }
        let powers = ["": 0, "K": 1, "M": 2, "G": 3, "T": 4, "P": 5, "E": 6]
        guard let number = Double(digits), let power = powers[unit] else {
            arguments.refuse("size", "'\(text)' is no size", hint: "write bytes, or a number with K, M, G or T")
            return 0
        }
        return Int(number * pow(base, Double(power)))
    }

    private static func expressions(_ name: String, _ arguments: inout ArgumentDecoder) -> [RegularExpression]? {
        guard let patterns = arguments.texts(name) else { return nil }
        do throws(RegularExpressionError) {
            return try patterns.map { pattern throws(RegularExpressionError) in try RegularExpression(pattern) }
        } catch {
            arguments.refuse(name, error.description)
            return nil
        }
    }

    /// Deepest first.
    func removable(in directory: String, _ files: any FileReading) throws -> [String] {
        var paths: [String] = []
        let today = Self.day(Double(RunClock.system.now()) / 1e6)
        var members: [(path: String, isLink: Bool, status: FileStatus)] = []
        for name in try files.list(directory) {
            let path = PathText.join(directory, name)
            guard let own = try files.status(of: path, following: false) else { continue }
            members.append((path, own.kind == .symlink, own))
            let isDirectory =
                own.kind == .directory || (own.kind == .symlink && followsLinks && files.isDirectory(path))
            if isDirectory { paths += try removable(in: path, files) }
        }
        for member in members where try isRemovable(member.path, member.isLink, member.status, today) {
            paths.append(member.path)
        }
        return paths
    }

    private func isRemovable(_ path: String, _ isLink: Bool, _ status: FileStatus, _ today: Int) throws -> Bool {
        if isLink ? !removesLinks : status.kind == .directory && !removesDirectories { return false }
        let size = isLink || status.kind == .directory ? 0 : status.size
        let seconds =
            switch time {
            case .atime: status.accessed
            case .ctime: status.changed
            case .mtime: status.modified
            }
        let isOld = abs(today - Self.day(seconds)) >= age
        let isLarge = size >= self.size
        let isMeant =
            switch only {
            case "age": isOld
            case "size": isLarge
            default: needsBoth ? isOld && isLarge : isOld || isLarge
            }
        return try isMeant && matches(looksAtPaths ? path : PathText.name(of: path))
    }

    private func matches(_ name: String) throws(RegularExpressionError) -> Bool {
        var isIncluded = included.isEmpty
        for expression in included {
            if try expression.match(name) != nil { isIncluded = true }
        }
        guard isIncluded else { return false }
        for expression in excluded {
            if try expression.match(name) != nil { return false }
        }
        return true
    }

    /// The number of a day in the zone of this machine.
    private static func day(_ seconds: Double) -> Int {
        var time = time_t(seconds)
        var parts = tm()
        localtime_r(&time, &parts)
        return (Int(time) + parts.tm_gmtoff) / 86_400
    }
}
