import Host
import Model
import Modules
import Settings
import Values

/// What the minion runs by itself: `startup_states`, `schedule`, and what keeps the mine and the grains fresh.
struct OwnSchedule {
    let book: ScheduleBook
    let startup: FunctionCall?
    private let configuration: MinionConfiguration

    init(_ configuration: MinionConfiguration, host: HostWriter) {
        self.configuration = configuration
        book = ScheduleBook(
            configuration.schedule,
            fragment: SettingsFragment("schedule", directory: configuration.directory, host: host),
            zone: .system)
        startup =
            switch configuration.startupStates {
            case .highstate: FunctionCall("state.highstate")
            case .top: FunctionCall("state.top", arguments: [Value(configuration.startupTopFile)])
            case .sls: FunctionCall("state.sls", arguments: [.strings(configuration.startupSLS)])
            case nil: nil
            }
        use(pillar: [:])
    }

    /// Takes over the pillar's jobs, and looks whether there is a mine to be kept fresh.
    func use(pillar: ValueMap) {
        book.use(pillar: pillar)
        let hasMine = configuration.mineFunctions.isTruthy || pillar["mine_functions"]?.isTruthy ?? false
        book.use(
            hasMine ? Self.entry("mine.update", every: configuration.mineInterval, runsAtStart: true) : nil,
            forOwn: "__mine_interval")
        let minutes = configuration.grainsRefreshInterval
        book.use(
            minutes > 0 ? Self.entry("saltutil.refresh_grains", every: minutes, runsAtStart: false) : nil,
            forOwn: "__grains_refresh")
    }

    private static func entry(_ function: String, every minutes: Int, runsAtStart: Bool) -> ValueMap {
        [
            "function": .string(function), "minutes": .int(minutes), "run_on_start": .bool(runsAtStart),
            "return_job": false, "maxrunning": 1,
        ]
    }
}
