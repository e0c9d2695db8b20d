/// Debian's packages, through `dpkg-query`, `apt-cache` and `apt-get`.
package struct DebianPackages: PackageWriting {
    private let commands: any CommandRunner
    /// Nobody is there to answer a question, and messages are read by programs.
    private let environment: [String: String?] = [
        "DEBIAN_FRONTEND": "noninteractive", "APT_LISTCHANGES_FRONTEND": "none", "LC_ALL": "C",
    ]

    package init(commands: any CommandRunner) { self.commands = commands }

    package func installed() async throws -> [String: String] {
        let result = try await run([
            "dpkg-query", "--showformat", "${Status}\t${binary:Package}\t${Version}\n", "-W",
        ])
        var versions: [String: String] = [:]
        for line in result.stdout.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count == 3, fields[0].hasSuffix(" installed") else { continue }
            // A foreign or same-architecture suffix (libc6:amd64) is not what states write.
            let name = fields[1].split(separator: ":").first.map(String.init) ?? String(fields[1])
            versions[name] = String(fields[2])
        }
        return versions
    }

    package func candidate(of name: String) async throws -> String? {
        let result = try await run(["apt-cache", "-q", "policy", name])
        let line = result.stdout.split(separator: "\n").first { $0.contains("Candidate:") }
        let version = line?.split(separator: " ").last.map(String.init)
        return version == "(none)" ? nil : version
    }

    package func refresh() async throws -> CommandResult { try await run(["apt-get", "-q", "update"]) }

    package func install(_ wishes: [PackageWish], recommended: Bool) async throws -> CommandResult {
        let words = wishes.map { wish in wish.version.map { "\(wish.name)=\($0)" } ?? wish.name }
        return try await run(
            [
                "apt-get", "-q", "-y", "-o", "DPkg::Options::=--force-confold", "-o", "DPkg::Options::=--force-confdef",
                "-o", "DPkg::Lock::Timeout=120",
            ] + (recommended ? [] : ["--no-install-recommends"]) + ["install"] + words)
    }

    package func remove(_ names: [String], purging: Bool) async throws -> CommandResult {
        try await run(
            ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=120", purging ? "purge" : "remove"] + names)
    }

    private func run(_ words: [String]) async throws -> CommandResult {
        try await commands.run(CommandRequest(.arguments(words), environment: environment))
    }
}
