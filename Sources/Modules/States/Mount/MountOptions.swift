import Execution
import Host
import Values

/// The options that a mount is asked to have.
struct MountOptions: Sendable, Hashable {
    let all: [String]
    private let invisible: Set<String>

    /// Options of which the kernel shows nothing.
    private static let hidden: Set<String> = [
        "_netdev", "actimeo", "bg", "comment", "defaults", "delay_connect", "direct-io-mode", "intr", "loop", "nointr",
        "nobootwait", "nofail", "password", "reconnect", "retry", "soft", "auto", "users", "bind", "nonempty",
        "transform_symlinks", "port", "backup-volfile-servers",
    ]
    /// Options of whose values the kernel shows nothing.
    private static let hiddenValues: Set<String> = [
        "actimeo", "comment", "credentials", "direct-io-mode", "password", "port", "retry", "secretfile",
    ]

    init(_ arguments: inout ArgumentDecoder) {
        func texts(_ name: String) -> [String] {
            (arguments.texts(name) ?? []).flatMap { $0.split(separator: ",").map(String.init) }
        }
        let given = texts("opts")
        all = given.isEmpty ? ["defaults"] : given
        invisible = Self.hidden.union(texts("extra_mount_invisible_options")).union(texts("hidden_opts"))
            .union(texts("extra_mount_invisible_keys")).union(Self.hiddenValues)
    }

    var text: String { all.joined(separator: ",") }

    /// Those that a mount has not, for which it has to be mounted again.
    func missing(in mount: MountTable.Mount, kind: String, _ accounts: any AccountLookup) -> [String] {
        let present = Set((mount.options + mount.commonOptions).map { Self.plain($0, accounts) })
        return all.filter { option in
            let key = option.prefix { $0 != "=" }
            if invisible.contains(option) || invisible.contains(String(key)) || option.hasPrefix("x-") { return false }
            if kind == "ramfs", key == "size" { return false }
            return !present.contains(Self.plain(Self.translated(option, kind), accounts))
        }.sorted()
    }

    private static func translated(_ option: String, _ kind: String) -> String {
        switch option {
        case "tcp": "proto=tcp"
        case "udp": "proto=udp"
        default: kind == "cifs" && option.hasPrefix("user=") ? "username=\(option.dropFirst(5))" : option
        }
    }

    /// Sizes in KiB, users and groups by number.
    private static func plain(_ option: String, _ accounts: any AccountLookup) -> String {
        let halves = option.split(separator: "=", maxSplits: 1).map(String.init)
        guard halves.count == 2 else { return option }
        switch halves[0] {
        case "size":
            let units: [Character: Int] = ["k": 1, "m": 1 << 10, "g": 1 << 20]
            guard let unit = halves[1].lowercased().last.flatMap({ units[$0] }), let size = Int(halves[1].dropLast())
            else { return option }
            return "size=\(size * unit)k"
        case "uid": return "uid=\(accounts.user(halves[1]).map { String($0.id) } ?? halves[1])"
        case "gid": return "gid=\(accounts.group(halves[1]).map { String($0.id) } ?? halves[1])"
        default: return option
        }
    }
}
