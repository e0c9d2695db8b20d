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
        Terminal.say("  \(minion(of: event))\(id): \(comment)")
    }

    /// A state of a run that begins: how far the run is, and what it is doing.
    static func show(beginning event: ReportedEvent) {
        guard let data = event.data["data"], let id = data["__id__"]?.scalarText, let place = data["place"]?.int,
            let total = data["len"]?.int
        else { return }
        let function = data["fun"]?.scalarText ?? ""
        Terminal.say("  \(minion(of: event))\(place) of \(total): \(id) (\(function))")
    }

    /// `web1  `; nothing for the steps of an orchestration, which are the master's.
    private static func minion(of event: ReportedEvent) -> String {
        guard let id = event.data["id"]?.string, !id.hasSuffix("_master") else { return "" }
        return "\(id)  "
    }

    static func line(for event: ReportedEvent) -> String? {
        guard event.tag.hasPrefix("pigeon/stack/"), let message = event.data["message"]?.string else { return nil }
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
