import Glibc
import Values

/// The counts below the states of a minion.
struct StateSummary {
    let host: String
    let palette: Palette
    let options: StateOutput
    private var succeeded = 0
    private var failed = 0
    private var undecided = 0
    private(set) var changed = 0
    /// States shown in full that have warnings.
    var warnings = 0
    private var duration = 0.0
    private var longestParallel = 0.0

    init(host: String, palette: Palette, options: StateOutput) {
        self.host = host
        self.palette = palette
        self.options = options
    }

    /// - Parameters:
    ///   - count: how many states the one stands for.
    ///   - changes: how many of them changed something.
    mutating func add(_ state: ShownState, count: Int, changes: Int) {
        switch state.result {
        case true?: succeeded += count
        case false?: failed += count
        case nil: undecided += count
        }
        changed += changes
        // States that ran beside each other took as long as the longest of them.
        if state.data["__parallel__"] != nil {
            longestParallel = max(longestParallel, state.milliseconds)
        } else {
            duration += state.milliseconds
        }
    }

    private var total: Int { succeeded + failed + undecided }

    /// Width of the longest label, ": " and the longest count, of which there is none where nothing ran.
    private var width: Int {
        guard total + warnings > 0 else { return 11 }
        return 11 + ([succeeded, failed, undecided, warnings].map { String($0).count }.max() ?? 0)
    }

    var lines: [String] {
        let dashes = String(repeating: "-", count: width)
        var lines = [palette.paint("\nSummary for \(host)\n\(dashes)", .cyan)]
        lines.append(palette.paint(count("Succeeded", String(succeeded + undecided)), .green) + details)
        lines.append(palette.paint(count("Failed", String(failed)), failed > 0 ? .red : .cyan))
        if options.showsPercentages, total > 0 {
            lines.append(palette.paint(count("Success %", percentage(succeeded + undecided)), .green))
            lines.append(palette.paint(count("Failure %", percentage(failed)), failed > 0 ? .red : .cyan))
        }
        if warnings > 0 { lines.append(palette.paint(count("Warnings", String(warnings)), .lightRed)) }
        let states = String(total).padded(leftTo: width - 7)
        lines.append(palette.paint("\(dashes)\nTotal states run: \(states)", .cyan))
        if options.showsProfile { lines.append(palette.paint(runTime, .cyan)) }
        return lines
    }

    private var details: String {
        var parts: [String] = []
        if undecided > 0 { parts.append(palette.paint("unchanged=\(undecided)", .lightYellow)) }
        if changed > 0 { parts.append(palette.paint("changed=\(changed)", .green)) }
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }

    private func count(_ label: String, _ number: String) -> String {
        "\(label): \(number.padded(leftTo: width - label.count - 2))"
    }

    private func percentage(_ count: Int) -> String {
        PythonNumber.repr((Double(count) / Double(total) * 10_000).rounded(.toNearestOrEven) / 100)
    }

    private var runTime: String {
        let sum = duration + longestParallel
        let isLong = sum > 999
        let text = Self.threeDecimals(isLong ? sum / 1000 : sum).padded(leftTo: width - 5)
        return "Total run time: \(text) \(isLong ? "s" : "ms")"
    }

    /// The number with three decimals, as `%.3f` rounds it.
    private static func threeDecimals(_ number: Double) -> String {
        var buffer = [CChar](repeating: 0, count: 64)
        let length = withVaList([number]) { vsnprintf(&buffer, buffer.count, "%.3f", $0) }
        return String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
