package import Execution
import Host
package import Model
import Values

package struct ServiceMasked: StateFunction {
    package static let function: FunctionName = "service.masked"
    package static let summary = "A service that can't be started"
    let mask: ServiceMask

    package init(name: String, _ arguments: inout ArgumentDecoder) { mask = ServiceMask(name: name, &arguments) }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Bool {
        mask.isMasked(reader.files)
    }

    package func plan(_ isMasked: Bool) -> Plan<Bool> {
        guard !isMasked else { return .satisfied("Service \(mask.name) is already \(mask.kind)") }
        return .changing(
            [true], predicted: mask.change(to: true), comment: "Service \(mask.name) would be \(mask.kind)")
    }

    package func apply(_ change: Bool, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try await mask.apply(change, writer)
    }
}

package struct ServiceUnmasked: StateFunction {
    package static let function: FunctionName = "service.unmasked"
    package static let summary = "A service that is not kept from being started"
    let mask: ServiceMask

    package init(name: String, _ arguments: inout ArgumentDecoder) { mask = ServiceMask(name: name, &arguments) }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Bool {
        mask.isMasked(reader.files)
    }

    package func plan(_ isMasked: Bool) -> Plan<Bool> {
        let action = mask.isForNow ? "runtime unmasked" : "unmasked"
        guard isMasked else { return .satisfied("Service \(mask.name) was already \(action)") }
        return .changing([false], predicted: mask.change(to: false), comment: "Service \(mask.name) would be \(action)")
    }

    package func apply(_ change: Bool, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        try await mask.apply(change, writer)
    }
}

/// The link to nowhere with which systemd keeps a unit from being started.
struct ServiceMask: Sendable, Hashable {
    let name: String
    /// Until the next start of the system.
    let isForNow: Bool

    init(name: String, isForNow: Bool) {
        self.name = name
        self.isForNow = isForNow
    }

    init(name: String, _ arguments: inout ArgumentDecoder) {
        self.init(name: name, isForNow: arguments.flag("runtime", default: false))
    }

    var kind: String { isForNow ? "runtime masked" : "masked" }

    private static let suffixes = [
        "service", "socket", "device", "mount", "automount", "swap", "target", "path", "timer", "slice", "scope",
    ]

    private var path: String {
        let isWhole = Self.suffixes.contains { name.hasSuffix(".\($0)") }
        return "/\(isForNow ? "run" : "etc")/systemd/system/\(isWhole ? name : "\(name).service")"
    }

    func isMasked(_ files: any FileReading) -> Bool {
        do { return try files.isLink(path) && files.linkTarget(of: path) == "/dev/null" } catch { return false }
    }

    func change(to isMasked: Bool) -> ValueMap {
        var change: ValueMap = [:]
        change[kind] = ["old": .bool(!isMasked), "new": .bool(isMasked)]
        return change
    }

    func apply(_ wanted: Bool, _ writer: HostWriter) async throws -> Applied {
        let verb = wanted ? "mask" : "unmask"
        let words = ["systemctl", verb] + (isForNow ? ["--runtime"] : []) + [name]
        let result = try await writer.commands.run(CommandRequest(.arguments(words)))
        guard result.exitCode == 0, isMasked(writer.files) == wanted else {
            return .failed("Failed to \(verb) service '\(name)': \(result.everything)")
        }
        let action = wanted ? kind : isForNow ? "runtime unmasked" : "unmasked"
        return Applied("Service \(name) was \(action)", changes: change(to: wanted))
    }
}
