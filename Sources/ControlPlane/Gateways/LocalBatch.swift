import Model
import Values

/// A `local_batch` call: so many minions at a time, each one's return an element of its own.
struct LocalBatch {
    let low: Lowstate
    let jobs: JobService
    let timeout: Duration

    func run(as user: String) async throws -> [Value] {
        let minions = try await jobs.minions(matching: try low.target())
        let width = try width(of: minions.count)
        var elements: [Value] = []
        var rest = minions[...]
        while !rest.isEmpty {
            let slice = Array(rest.prefix(width))
            rest = rest.dropFirst(width)
            let answer = try await jobs.run(low.call, on: slice, as: user, patience: timeout, deadline: nil)
            elements += low.shape(answer).map { [$0.key.string ?? "": $0.value] }
        }
        return elements
    }

    /// `10` or `25%`, at least 1.
    private func width(of count: Int) throws -> Int {
        let text = low.batch ?? "100%"
        if let number = Int(text), number > 0 { return number }
        if text.hasSuffix("%"), let percent = Double(text.dropLast()), percent > 0 {
            return max(1, Int(Double(count) * percent / 100))
        }
        throw Refusal(
            .badRequest, "'\(text)' is not a batch size", hint: "a number of minions, or a percentage like 25%")
    }
}
