import Values

/// One state return with what its lines are made of.
struct ShownState {
    let module: String
    var id: String
    var name: String
    let function: String
    /// Nil: it would change.
    let result: Bool?
    let data: ValueMap

    init(tag: String, data: ValueMap) {
        let parts = tag.split(around: "_|-").map(String.init)
        module = parts[0]
        id = parts.count > 1 ? parts[1] : ""
        name = parts.count > 2 ? parts[2] : id
        function = parts.last ?? ""
        result = data["result"].flatMap { $0.isNull ? nil : $0.isTruthy }
        self.data = data
    }

    var runNumber: Int { data["__run_num__"]?.int ?? 0 }
    var hasChanges: Bool { data["changes"]?.isTruthy ?? false }
    var warnings: [String]? { data["warnings"]?.list?.map(PythonText.string) }
    var start: String? { data["start_time"].map(PythonText.string) }

    /// The duration as it was returned.
    var duration: String { data["duration"].map(PythonText.string) ?? "" }

    /// Milliseconds.
    var milliseconds: Double {
        if let number = data["duration"]?.double { return number }
        return data["duration"]?.string.flatMap { Double($0.prefix { !$0.isWhitespace }) } ?? 0
    }

    /// True for a run of states inside of this one, whose returns are its changes.
    var isNestedRun: Bool { ["state.orch", "state.orchestrate", "state.sls"].contains(data["name"]?.string) }

    var resultWord: String { result.map { $0 ? "True" : "False" } ?? "None" }

    /// The comment with what the function returned as `data` after it; further lines are indented.
    var comment: String {
        let text = data["comment"].map(PythonText.string) ?? ""
        var comment = text.trimmed.split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "\n" + String(repeating: " ", count: 14))
        switch data["data"] {
        case nil: break
        case .list(let list): for item in list { comment += " \(PythonText.string(item))" }
        case .map(let map):
            for (key, value) in map { comment += "\n\t\t\(PythonText.string(key)): \(PythonText.string(value))" }
        case .some(let value): comment += " \(PythonText.string(value))"
        }
        return comment
    }
}
