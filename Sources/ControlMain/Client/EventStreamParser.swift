import Values

/// Reads server-sent events line by line: `tag: ...`, `data: {"data": ..., "tag": ...}`, and an empty line.
struct EventStreamParser {
    private var data = ""

    /// - Returns: the event that this line ends.
    mutating func take(_ line: String) throws(ControlError) -> ReportedEvent? {
        if line.hasPrefix("data:") {
            let text = line.dropFirst("data:".count)
            data += data.isEmpty ? "" : "\n"
            data += text.hasPrefix(" ") ? text.dropFirst() : text
            return nil
        }
        guard line.isEmpty, !data.isEmpty else { return nil }
        defer { data = "" }
        do {
            let value = try JSON.read(data, file: "the master's events")
            return ReportedEvent(tag: value["tag"]?.string ?? "", data: value["data"]?.map ?? [:])
        } catch {
            throw .unreadable(error.description)
        }
    }
}
