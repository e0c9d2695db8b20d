import Values

/// What one minion, or the master for an orchestration, returned for a job.
struct JobAnswer: Sendable, Hashable {
    let minion: String
    let value: Value
    let retcode: Int
    let outputter: String?

    /// - Parameter answer: `{"return", "retcode", "out"}`
    init(minion: String, _ answer: Value) {
        self.minion = minion
        value = answer["return"] ?? .null
        retcode = answer["retcode"]?.int ?? 0
        outputter = answer["out"]?.string
    }

    /// An orchestration's return names its own minions, and how it wants to be shown.
    func text(_ presenter: Presenter) -> String {
        if let declared = value["outputter"]?.string, value["data"]?.map != nil {
            return presenter.text(value, declared: declared, retcode: retcode)
        }
        return presenter.text(.map([minion: value]), declared: outputter, retcode: retcode)
    }
}
