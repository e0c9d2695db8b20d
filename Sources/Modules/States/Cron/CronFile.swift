package import Execution
import Host
package import Model
import Values

package struct CronFile: StateFunction {
    package static let function: FunctionName = "cron.file"
    package static let summary = "A whole crontab with the content of a source"

    let place: CrontabPlace
    let content: ManagedContent
    let replaces: Bool

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        let user = arguments.text("user", default: "root")
        place = CrontabPlace(user: user)
        content = ManagedContent(
            path: "/var/spool/cron/crontabs/\(user)", permissions: Permissions(user: user, group: nil, mode: nil),
            keepsMode: false, source: name, &arguments)
        replaces = arguments.flag("replace", default: true)
        // The program that installs a crontab keeps no other copy.
        _ = arguments.value("backup")
    }

    package struct Observation: Sendable {
        var hasUser: Bool
        var text: String
        var wanted = ManagedContent.Outcome.unspecified
    }

    package struct Change: Sendable, Hashable {
        var text: String
        var difference: String
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        let hasUser = reader.accounts.user(place.user) != nil
        var seen = Observation(hasUser: hasUser, text: hasUser ? try await place.text(reader) : "")
        if hasUser, replaces || seen.text.isEmpty {
            seen.wanted = try await content.outcome(reader: reader, run: run)
        }
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        guard seen.hasUser else { return .impossible("Could not identify group for user \(place.user)") }
        guard replaces || seen.text.isEmpty else {
            return .satisfied("User \(place.user) already has a crontab. No changes made")
        }
        let wanted: [UInt8]
        switch seen.wanted {
        case .failed(let reason):
            return .impossible(reason.replacing("Unable to manage file: Source file ", with: "Source file "))
        case .verified, .unspecified: return .satisfied("Crontab for user \(place.user) is in the correct state")
        case .bytes(let bytes, _): wanted = bytes
        }
        guard wanted != Array(seen.text.utf8) else {
            return .satisfied("Crontab for user \(place.user) is in the correct state")
        }
        let change = Change(
            text: String(decoding: wanted, as: UTF8.self),
            difference: FileText.difference(Array(seen.text.utf8), wanted, isShown: true))
        return .changing(
            [change], predicted: [:],
            comment: "The following values are set to be changed:\ndiff: \(change.difference)\n")
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        if let complaint = try await place.write(change.text, with: writer) {
            return .failed("Unable to update user \(place.user) crontab. Error: \(complaint)")
        }
        return Applied("Crontab for user \(place.user) was updated", changes: ["diff": .string(change.difference)])
    }
}
