import Glibc

/// The kernel's kinds of file events by Salt's names (inotify(7)).
enum InotifyMask {
    static let known: [(name: String, bits: UInt32)] = [
        ("access", UInt32(IN_ACCESS)), ("attrib", UInt32(IN_ATTRIB)), ("close_nowrite", UInt32(IN_CLOSE_NOWRITE)),
        ("close_write", UInt32(IN_CLOSE_WRITE)), ("create", UInt32(IN_CREATE)), ("delete", UInt32(IN_DELETE)),
        ("delete_self", UInt32(IN_DELETE_SELF)), ("modify", UInt32(IN_MODIFY)),
        ("moved_from", UInt32(IN_MOVED_FROM)), ("moved_to", UInt32(IN_MOVED_TO)), ("move_self", UInt32(IN_MOVE_SELF)),
        ("open", UInt32(IN_OPEN)), ("unmount", UInt32(IN_UNMOUNT)), ("ignored", UInt32(IN_IGNORED)),
        ("dont_follow", UInt32(IN_DONT_FOLLOW)), ("excl_unlink", UInt32(IN_EXCL_UNLINK)),
        ("onlydir", UInt32(IN_ONLYDIR)), ("oneshot", UInt32(1) << 31),
    ]

    static let standard = UInt32(IN_CREATE) | UInt32(IN_DELETE) | UInt32(IN_MODIFY)
    static let isDirectory = UInt32(IN_ISDIR)
    static let newEntry = UInt32(IN_CREATE) | UInt32(IN_MOVED_TO)
    static let moveSelf = UInt32(IN_MOVE_SELF)
    static let ignored = UInt32(IN_IGNORED)
    static let overflow = UInt32(IN_Q_OVERFLOW)
    /// Kinds that are of the event, not wishes about the watch: `IN_ALL_EVENTS` and one that comes unasked.
    static let events = UInt32(0xfff) | UInt32(IN_UNMOUNT)

    static func bits(_ name: String) -> UInt32? { known.first { $0.name == name }?.bits }

    /// `IN_CREATE|IN_ISDIR`, as pyinotify names an event.
    static func name(_ mask: UInt32) -> String {
        var names = known.filter { $0.bits & events != 0 && mask & $0.bits != 0 }.map { "IN_\($0.name.uppercased())" }
        if mask & isDirectory != 0 { names.append("IN_ISDIR") }
        return names.joined(separator: "|")
    }
}
