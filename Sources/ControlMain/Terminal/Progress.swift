import Output
import Values

/// The steps of a deployment as they happen: "  0.31 s  web: 2 containers started on app1".
enum Progress {
    /// Events that are no step are left out.
    static func show(_ event: ReportedEvent) {
        if let line = line(for: event) { Terminal.say(line) }
    }

    /// A state of a run that ended.
    static func show(step event: ReportedEvent) {
        guard let step = event.data["data"]?["ret"], let id = step["__id__"]?.scalarText else { return }
        let comment = step["comment"]?.scalarText?.split(separator: "\n").first.map(String.init) ?? ""
        Terminal.say("  \("\(minion(of: event.data["id"]?.string))\(id): \(comment)".printable)")
    }

    /// A state of a run that begins: how far the run is, and what it is doing.
    static func show(beginning event: ReportedEvent) {
        if let text = text(beginning: event) { Terminal.say("  \(text)") }
    }

    /// `web1  3 of 12: nginx (pkg.installed)`
    static func text(beginning event: ReportedEvent) -> String? {
        guard let state = state(beginning: event), let place = event.data["data"]?["place"]?.int,
            let total = event.data["data"]?["len"]?.int
        else { return nil }
        return "\(minion(of: event.data["id"]?.string))\(place) of \(total): \(state)".printable
    }

    /// `nginx (pkg.installed)`
    static func state(beginning event: ReportedEvent) -> String? {
        guard let data = event.data["data"], let id = data["__id__"]?.scalarText else { return nil }
        return "\(id) (\(data["fun"]?.scalarText ?? ""))"
    }

    /// `web1  3 of 12 done, running nginx (pkg.installed)`
    static func text(of minion: String, _ progress: LedgerEntry.Progress) -> String {
        (Self.minion(of: minion) + progress.text).printable
    }

    /// `web1  `; nothing for the steps of an orchestration, which are the master's.
    private static func minion(of id: String?) -> String {
        guard let id, !id.hasSuffix("_master") else { return "" }
        return "\(id)  "
    }

    static func line(for event: ReportedEvent) -> String? {
        guard event.tag.hasPrefix("pigeon/stack/"), let message = event.data["message"]?.string?.printable else {
            return nil
        }
        guard let elapsed = event.data["elapsed"]?.double else { return "          \(message)" }
        let time = seconds(elapsed)
        return String(repeating: " ", count: max(0, 6 - time.count)) + "\(time) s  \(message)"
    }

    /// `0.31`, `12.40`
    private static func seconds(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
