import Glibc
import Logging
import Values

@testable import HAProxy

/// A real HAProxy in a scratch folder, with one application behind the frontend `www`.
struct LiveBalancer {
    let balancer: LoadBalancer
    let directory: String
    let port: Int
    var pillar: PillarConfiguration
    var application: RegisteredApplication

    var url: String { "http://127.0.0.1:\(port)/" }

    static func with(
        servers: [String: [BackendServer]] = [:], entries: [MapEntry] = [], _ body: (LiveBalancer) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            let settings = HAProxySettings(directory: scratch)
            let probe = try LineServer { _ in }
            let port = probe.port
            probe.stop()
            var application = RegisteredApplication(name: "app", frontend: "www", slots: 4)
            application.internalRules = .init(
                headers: [.init(name: "X-Stack", value: "release")], cookies: [.init(name: "stack", value: "release")])
            application.health = HealthCheck(interval: .milliseconds(300))
            let live = LiveBalancer(
                balancer: LoadBalancer(settings: settings, logger: Logger(label: "test")), directory: scratch,
                port: port,
                pillar: try SamplePillar.frontend(port: port), application: application)
            // HAProxy does not run yet, so this writes the files only.
            _ = try await live.balancer.apply(pillar: live.pillar, applications: [application], servers: servers)
            try live.balancer.mapFile.write(entries)
            _ = try await live.balancer.start()
            do {
                try await body(live)
            } catch {
                try await live.balancer.stop()
                throw error
            }
            try await live.balancer.stop()
        }
    }

    /// With `blue` in `app_a`, which is active, and `green` in `app_b`.
    static func withVersions(
        _ body: (LiveBalancer, VersionServer, VersionServer) async throws -> Void
    ) async throws {
        let blue = try VersionServer("blue")
        let green = try VersionServer("green")
        defer {
            blue.stop()
            green.stop()
        }
        try await with(
            servers: ["app_a": [blue.backend], "app_b": [green.backend]],
            entries: [.init(key: "app.active", value: "app_a")]
        ) { try await body($0, blue, green) }
    }

    /// The first line of the answer's body.
    func get(_ headers: [String] = []) async throws -> String {
        let report = try await load(
            seconds: 5, ["--requests", "1", "--keep-alive", "0", "--new", "1"] + headers.flatMap { ["--header", $0] })
        return report.value(at: "markers")?.map?.keyTexts.first
            ?? report.value(at: "failures:0:reason")?.scalarText ?? "nothing"
    }

    /// Runs the load client and gives its report.
    func load(seconds: Double, _ arguments: [String] = []) async throws -> Value {
        let report = "\(directory)/report-\(UInt32.random(in: 0 ... .max)).json"
        let result = try await ProgramRun.run(
            [try Self.loadProgram(), "--url", url, "--duration", "\(seconds)", "--report", report] + arguments,
            deadline: .seconds(seconds + 30))
        guard let text = try AtomicFile.read(report) else { throw ScratchFailure(message: result.output) }
        return try JSON.read(text)
    }

    /// Runs the load client while `body` runs, and gives its report.
    func underLoad(seconds: Double, _ body: @Sendable () async throws -> Void) async throws -> Value {
        async let report = load(
            seconds: seconds, ["--post-share", "0.3", "--rate", "400", "--keep-alive", "15", "--new", "8"])
        try await Task.sleep(for: .milliseconds(700))
        try await body()
        return try await report
    }

    /// The client is built beside the test program.
    static func loadProgram() throws -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        var folders = [String(decoding: buffer.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)]
        folders += CommandLine.arguments
        for folder in folders.map(AtomicFile.folder) {
            let path = "\(folder)/pigeon-load"
            if access(path, X_OK) == 0 { return path }
        }
        throw ScratchFailure(message: "pigeon-load is not beside the test program: \(folders)")
    }
}
