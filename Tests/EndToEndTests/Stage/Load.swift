import Glibc
import Testing
import Values

/// Clients that keep asking the frontend: `pigeon-load`, which repeats no request and counts every one that fails.
struct Load: Sendable {
    private let program: Program
    private let reportFile: String

    /// Starts it and waits until requests are under way.
    static func start(on stage: Stage) async throws -> Load {
        let output = stage.output("load")
        let program = try Program(
            [
                "\(stage.programs)/pigeon-load", "--url", "http://127.0.0.1:\(stage.httpPort)/cgi-bin/post",
                "--duration", "120", "--keep-alive", "6", "--new", "3", "--post-share", "0.4", "--rate", "80",
                "--report", "\(output).report",
            ], output: output)
        try await Task.sleep(for: .milliseconds(500))
        return Load(program: program, reportFile: "\(output).report")
    }

    /// Ends it and looks that none failed: of GET and POST, on kept and on new connections.
    ///
    /// - Returns: how many requests each version answered.
    func finish(at location: Testing.SourceLocation = #_sourceLocation) async throws -> [String: Int] {
        try await Task.sleep(for: .milliseconds(500))
        program.send(signal: SIGTERM)
        let answer = try await program.answer(within: .seconds(20))
        let report = try JSON.read(try TextFile.read(reportFile))
        #expect(answer.code == 0 && report["failed"]?.int == 0, "\(JSON.write(report))", sourceLocation: location)
        for group in ["GET keep-alive", "GET new", "POST keep-alive", "POST new"] {
            let served = report["groups"]?[group]?["requests"]?.int ?? 0
            #expect(served > 0, "no request of the kind '\(group)'", sourceLocation: location)
        }
        return Dictionary(
            uniqueKeysWithValues: (report["markers"]?.map ?? [:]).map { ($0.key.string ?? "", $0.value.int ?? 0) })
    }
}
