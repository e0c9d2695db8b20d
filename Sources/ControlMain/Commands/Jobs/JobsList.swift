import ArgumentParser
import Values

/// `pigeon jobs list`
struct JobsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The newest jobs.")

    @OptionGroup var master: MasterOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "How many.")
    var limit = 20

    func run() async throws {
        let jobs = try await JobRunner(try master.client()).call("jobs.list_jobs", ["limit": .int(limit)])
        Terminal.result(output.out == nil ? Self.table(jobs) : try output.presenter().text(jobs))
    }

    /// One line a job: id, start, user, target, function and arguments.
    static func table(_ jobs: Value) -> String {
        let rows = (jobs.map ?? [:]).map { jid, job in
            [
                jid.scalarText ?? "", job["StartTime"]?.string.map { String($0.prefix(21)) } ?? "",
                job["User"]?.string ?? "", job["Target"]?.scalarText ?? "", call(job),
            ]
        }
        return rows.isEmpty ? "no jobs" : TextTable(["JID", "START (UTC)", "USER", "TARGET", "FUNCTION"], rows).text
    }

    private static func call(_ job: Value) -> String {
        let arguments = (job["Arguments"]?.list ?? []).flatMap { argument -> [String] in
            guard let map = argument.map, map["__kwarg__"] != nil else { return [word(argument)] }
            return map.filter { $0.key != "__kwarg__" }.map { "\($0.key.scalarText ?? "")=\(word($0.value))" }
        }
        return ([job["Function"]?.string ?? ""] + arguments).joined(separator: " ")
    }

    private static func word(_ value: Value) -> String { value.scalarText ?? JSON.write(value) }
}
