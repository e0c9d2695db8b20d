import Model
import Output
import Values

/// Shows what minions returned, each as it comes or all together, and knows whether all went well.
struct ExecReport {
    private let presenter: Presenter
    private let isCollecting: Bool
    private let function: FunctionName
    private var shown: Set<String> = []
    private var collected: ValueMap = [:]
    private var declared: String?
    private var worst = 0
    private let write: (String) -> Void

    init(
        presenter: Presenter, isCollecting: Bool, function: FunctionName,
        write: @escaping (String) -> Void = Terminal.result
    ) {
        self.presenter = presenter
        self.isCollecting = isCollecting
        self.function = function
        self.write = write
    }

    /// No minion was meant.
    var isEmpty: Bool { shown.isEmpty }
    var succeeded: Bool { worst == 0 }

    /// A return that the master tells of before all are there.
    mutating func take(_ event: ReportedEvent) {
        let parts = event.tag.split(separator: "/")
        guard parts.count == 5, parts[1] == "job", parts[3] == "ret" else { return }
        guard event.data["fun"]?.string == function.description else { return }
        var answer = event.data
        answer["ret"] = event.data["return"]
        take(String(parts[4]), answer)
    }

    /// The elements of the answer: mappings from minions to `{"ret", "retcode", "jid", "out"[, "missing"]}`.
    mutating func take(_ elements: [Value]) {
        for element in elements {
            for (minion, answer) in element.map ?? [:] {
                take(minion.scalarText ?? "", answer.map ?? ["ret": answer, "retcode": 0])
            }
        }
    }

    /// Shows what was collected.
    mutating func finish() {
        guard isCollecting, !collected.isEmpty else { return }
        write(presenter.text(.map(collected), declared: declared, retcode: worst))
    }

    private mutating func take(_ minion: String, _ answer: ValueMap) {
        guard shown.insert(minion).inserted else { return }
        let value = answer["ret"] ?? .null
        let retcode = answer["retcode"]?.int ?? 0
        worst = max(worst, abs(retcode))
        if isCollecting {
            collected[minion] = value
            declared = declared ?? answer["out"]?.string
        } else if answer["missing"] != nil {
            write(presenter.missing(minion, value.scalarText ?? "Minion did not return."))
        } else {
            write(presenter.text(.map([minion: value]), declared: answer["out"]?.string, retcode: retcode))
        }
    }
}
