import Host
import Model
import RegularExpressions
import Values

/// `inotify`: tells what happens to files and in directories.
struct InotifyBeacon: Beacon {
    /// What was put into one watch of the kernel.
    private struct Watch {
        var path: String
        /// The configured path that it is for.
        var root: String
    }

    private let files: [(path: String, rule: InotifyRule)]
    private let tellsOnce: Bool
    private var queue: InotifyQueue?
    private var watches: [Int32: Watch] = [:]

    init(_ options: ValueMap) throws(Diagnostic) {
        guard let files = options["files"] else {
            throw Diagnostic("Configuration for inotify beacon must include files.")
        }
        guard let map = files.map else {
            throw Diagnostic("Configuration for inotify beacon invalid, files must be a dict.")
        }
        guard !map.isEmpty else {
            throw Diagnostic("Configuration for inotify beacon names no file", hint: "write it as 'files: {/etc: {}}'")
        }
        var rules: [(path: String, rule: InotifyRule)] = []
        for (path, value) in map {
            let text = path.scalarText ?? ""
            let trimmed = text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text
            rules.append((trimmed, try InotifyRule(value)))
        }
        self.files = rules
        tellsOnce = try options.flag("coalesce", of: "inotify", default: false)
        try options.refuseOthers(than: ["files", "coalesce"], of: "inotify")
    }

    mutating func look(_ host: HostReader, at now: Double) throws -> [BeaconSignal] {
        let queue = try self.queue ?? InotifyQueue()
        self.queue = queue
        var signals: [BeaconSignal] = []
        for event in try queue.drain() {
            if event.mask & InotifyMask.overflow != 0 {
                signals.append(BeaconSignal(["change": "IN_Q_OVERFLOW", "path": ""]))
                continue
            }
            if event.mask & InotifyMask.ignored != 0 {
                watches[event.watch] = nil
                continue
            }
            guard let watch = watches[event.watch], let rule = files.first(where: { $0.path == watch.root })?.rule
            else { continue }
            // What happens to it from now on happens at another path.
            if event.mask & InotifyMask.moveSelf != 0, watch.path == watch.root { forget(watch.root, queue) }
            let path = event.name.isEmpty ? watch.path : PathText.join(watch.path, event.name)
            if rule.adds, event.mask & InotifyMask.isDirectory != 0, event.mask & InotifyMask.newEntry != 0 {
                try add(path, root: watch.root, rule, host, queue)
            }
            guard event.mask & rule.mask & InotifyMask.events != 0, try !rule.excludes(path) else { continue }
            let signal = BeaconSignal(
                watch.path, ["path": .string(path), "change": .string(InotifyMask.name(event.mask))])
            if !tellsOnce || !signals.contains(signal) { signals.append(signal) }
        }
        return signals + follow(host, queue)
    }

    /// Watches what is at the configured paths now: the kernel's watches stay with what was moved away, or removed and
    /// is open.
    ///
    /// - Returns: those that can't be watched.
    private mutating func follow(_ host: HostReader, _ queue: InotifyQueue) -> [BeaconSignal] {
        var failures: [BeaconSignal] = []
        for (path, rule) in files {
            do { try add(path, root: path, rule, host, queue) } catch {
                failures.append(BeaconSignal(path, failure: error))
            }
        }
        return failures
    }

    private mutating func add(
        _ path: String, root: String, _ rule: InotifyRule, _ host: HostReader, _ queue: InotifyQueue
    ) throws {
        if path != root, try rule.excludes(path) { return }
        var mask = rule.adds ? rule.mask | InotifyMask.newEntry : rule.mask
        if path == root { mask |= InotifyMask.moveSelf }
        guard let watch = try queue.watch(path, mask: mask) else {
            // What is below may come and go, what is configured is missed.
            guard path == root else { return }
            forget(root, queue)
            throw Diagnostic("'\(path)' is not there")
        }
        if path == root {
            // The kernel gives the watch that it has, when that is of the same file.
            if let known = watches[watch], known.path == path, known.root == root { return }
            forget(root, queue, except: watch)
        }
        watches[watch] = Watch(path: path, root: root)
        guard rule.isRecursive || path != root, host.files.isDirectory(path) else { return }
        for name in try host.files.list(path) {
            let child = PathText.join(path, name)
            guard host.files.isDirectory(child), !host.files.isLink(child) else { continue }
            try add(child, root: root, rule, host, queue)
        }
    }

    /// Ends what is watched for a configured path.
    ///
    /// - Parameter kept: stays, as the path leads to it now.
    private mutating func forget(_ root: String, _ queue: InotifyQueue, except kept: Int32? = nil) {
        for (watch, known) in watches where known.root == root && watch != kept {
            queue.forget(watch)
            watches[watch] = nil
        }
    }

    mutating func rest() {
        queue = nil
        watches = [:]
    }
}

/// What is watched of one path.
struct InotifyRule {
    private enum Exclusion {
        case prefix(String)
        case glob(String)
        case expression(RegularExpression)
    }

    let mask: UInt32
    let isRecursive: Bool
    /// `auto_add`: directories that are made below are watched, too.
    let adds: Bool
    private let exclusions: [Exclusion]

    init(_ value: Value) throws(Diagnostic) {
        guard value.isNull || value.map != nil else {
            throw Diagnostic("Configuration for inotify beacon must be a list of dictionaries.")
        }
        let map = value.map ?? [:]
        try map.refuseOthers(than: ["mask", "recurse", "auto_add", "exclude"], of: "inotify")
        isRecursive = try map.flag("recurse", of: "inotify", default: false)
        adds = try map.flag("auto_add", of: "inotify", default: false)
        mask = try Self.mask(map["mask"])
        var exclusions: [Exclusion] = []
        let excluded = map["exclude"] ?? .null
        guard excluded.isNull || excluded.list != nil else {
            throw Diagnostic("Configuration for inotify beacon exclude must be list.")
        }
        for item in excluded.list ?? [] { exclusions.append(try Self.exclusion(item)) }
        self.exclusions = exclusions
    }

    private static func mask(_ value: Value?) throws(Diagnostic) -> UInt32 {
        guard let value, !value.isNull else { return InotifyMask.standard }
        guard let names = value.list?.compactMap(\.scalarText), !names.isEmpty else {
            throw Diagnostic("Configuration for inotify beacon mask must be list.")
        }
        var mask: UInt32 = 0
        for name in names {
            guard let bits = InotifyMask.bits(name) else {
                throw Diagnostic(
                    "Configuration for inotify beacon invalid mask option \(name).",
                    hint: NearestName.hint(for: name, among: InotifyMask.known.map(\.name)))
            }
            mask |= bits
        }
        return mask
    }

    private static func exclusion(_ value: Value) throws(Diagnostic) -> Exclusion {
        guard let entry = value.map?.first else {
            let text = value.scalarText ?? ""
            return text.contains("*") ? .glob(text) : .prefix(text)
        }
        let text = entry.key.scalarText ?? ""
        guard entry.value["regex"]?.isTruthy ?? false else { return .prefix(text) }
        do {
            return .expression(try RegularExpression(text))
        } catch {
            throw Diagnostic("Configuration for inotify beacon: '\(text)' is no regular expression: \(error)")
        }
    }

    func excludes(_ path: String) throws -> Bool {
        try exclusions.contains { exclusion in
            switch exclusion {
            case .prefix(let prefix): path.hasPrefix(prefix)
            case .glob(let glob): Glob(glob).matches(path)
            case .expression(let expression): try expression.search(path) != nil
            }
        }
    }
}
