import Values

/// Debian's packages, through `dpkg`, `apt-cache` and `apt-get`.
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

    package func candidate(of name: String, release: String?) async throws -> String? {
        let preference = release.map { ["-o", "APT::Default-Release=\($0)"] } ?? []
        let result = try await run(["apt-cache", "-q", "policy"] + preference + [name])
        let line = result.stdout.split(separator: "\n").first { $0.contains("Candidate:") }
        let version = line?.split(separator: " ").last.map(String.init)
        return version == "(none)" ? nil : version
    }

    package func available(_ name: String) async throws -> [String] {
        try await run(["apt-cache", "-q", "madison", name]).stdout.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: "|").map { $0.split(separator: " ").first.map(String.init) ?? "" }
            return fields.count > 1 && fields[0] == name ? fields[1] : nil
        }
    }

    package func selections() async throws -> [String: String] {
        let result = try await run(["dpkg", "--get-selections"])
        var selections: [String: String] = [:]
        for line in result.stdout.split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count == 2, let name = words[0].split(separator: ":").first else { continue }
            selections[String(name)] = String(words[1])
        }
        return selections
    }

    package func package(in file: [UInt8]) async throws -> PackageWish? {
        let result = try await run(["dpkg-deb", "--field", "/dev/stdin", "Package", "Version"], input: file)
        var fields: [String: String] = [:]
        for line in result.stdout.split(separator: "\n") {
            let halves = line.split(separator: ":", maxSplits: 1)
            if halves.count == 2 { fields[String(halves[0])] = String(halves[1].drop { $0 == " " }) }
        }
        return fields["Package"].map { PackageWish($0, version: fields["Version"]) }
    }

    package func refresh() async throws -> CommandResult { try await run(["apt-get", "-q", "update"]) }

    package func install(_ wishes: [PackageWish], _ manner: PackageInstallation) async throws -> CommandResult {
        let words = wishes.map { wish in wish.version.map { "\(wish.name)=\($0)" } ?? wish.name }
        return try await run(installing(manner) + words)
    }

    package func install(files: [String], _ manner: PackageInstallation) async throws -> CommandResult {
        try await run(installing(manner) + files)
    }

    private func installing(_ manner: PackageInstallation) -> [String] {
        var words = [
            "apt-get", "-q", "-y", "-o", "DPkg::Options::=--force-confold", "-o", "DPkg::Options::=--force-confdef",
            "-o", "DPkg::Lock::Timeout=120", "--allow-downgrades",
        ]
        if !manner.takesRecommended { words.append("--no-install-recommends") }
        if manner.skipsVerification { words.append("--allow-unauthenticated") }
        if let release = manner.release { words += ["-t", release] }
        words.append("install")
        if manner.isAgain { words.append("--reinstall") }
        return words
    }

    package func remove(_ names: [String], purging: Bool) async throws -> CommandResult {
        try await run(
            ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=120", purging ? "purge" : "remove"] + names)
    }

    package func select(_ name: String, _ selection: String) async throws -> CommandResult {
        try await run(["dpkg", "--set-selections"], input: Array("\(name) \(selection)\n".utf8))
    }

    private func run(_ words: [String], input: [UInt8] = []) async throws -> CommandResult {
        try await commands.run(CommandRequest(.arguments(words), environment: environment, input: input))
    }
}
