import Values

/// How far the state runs of a call are, in one line.
struct RunStatus {
    private var expected = 0
    private var returned = 0
    /// Whose state began last, and what it is.
    private var last: (minion: String?, text: String)?

    /// - Returns: what to show from now on; nil when the event changes nothing.
    mutating func take(_ event: ReportedEvent) -> String? {
        let parts = event.tag.split(separator: "/")
        guard parts.count > 3, parts[1] == "job" else { return nil }
        let minion = event.data["id"]?.string
        switch (parts[0], parts[3]) {
        case ("salt", "new"): expected += event.data["minions"]?.list?.count ?? 0
        case ("salt", "ret"):
            returned += 1
            guard let shown = last else { return nil }
            if shown.minion == minion { last?.text = "" }
            return line
        case ("pigeon", "running"):
            guard let text = Progress.text(beginning: event) else { return nil }
            last = (minion, text)
            return line
        default: break
        }
        return nil
    }

    private var line: String {
        let text = last?.text ?? ""
        guard expected > 1 else { return text }
        return "\(returned) of \(expected) returned" + (text.isEmpty ? "" : ", \(text)")
    }
}
