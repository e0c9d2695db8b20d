import ArgumentParser
import Values

/// `pigeon jobs list`
struct JobsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The newest jobs.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions

    @OptionGroup var list: ListOptions

    func run() async throws {
        let client = try master.client()
        let presenter = try output.presenter()
        let found = try await JobRunner(client).call("jobs.list_jobs", ["limit": .int(list.asked)]).map ?? [:]
        let jobs = Value.map(ValueMap(found.prefix(list.limit).map { ($0.key, $0.value) }))
        Terminal.result(output.out == nil ? Self.table(jobs) : presenter.text(jobs))
        list.sayMore(found.count > list.limit, "jobs")
    }

    /// What stands in a line for the function and its arguments; `jobs show` has the whole.
    private static let widestCall = 100

    /// One line a job: id, start, user, target, how it ended, function and arguments.
    static func table(_ jobs: Value) -> String {
        let rows = (jobs.map ?? [:]).map { jid, job in
            [
                jid.scalarText ?? "", job["StartTime"]?.string.map { String($0.prefix(21)) } ?? "",
                job["User"]?.string ?? "", job["Target"]?.scalarText ?? "", outcome(job), call(job),
            ]
        }
        let head = ["JID", "START (UTC)", "USER", "TARGET", "OUTCOME", "FUNCTION"]
        return rows.isEmpty ? "no jobs" : TextTable(head, rows).text
    }

    /// `succeeded`, or `2 succeeded, 1 timed out`.
    private static func outcome(_ job: Value) -> String {
        let counts = (job["Outcome-counts"]?.map ?? [:]).map { ($0.scalarText ?? "", $1.int ?? 0) }
        if counts.count == 1 { return counts[0].0 }
        return counts.map { word, count in "\(count) \(word)" }.joined(separator: ", ")
    }

    private static func call(_ job: Value) -> String {
        let arguments = (job["Arguments"]?.list ?? []).flatMap { argument -> [String] in
            guard let map = argument.map, map["__kwarg__"] != nil else { return [word(argument)] }
            // What begins so is between the programs.
            return map.filter { $0.key.string?.hasPrefix("__") != true }.map {
                "\($0.key.scalarText ?? "")=\(word($0.value))"
            }
        }
        let text = ([job["Function"]?.string ?? ""] + arguments).joined(separator: " ")
        return text.count > widestCall ? "\(text.prefix(widestCall - 3))..." : text
    }

    private static func word(_ value: Value) -> String { value.scalarText ?? JSON.write(value) }
}
