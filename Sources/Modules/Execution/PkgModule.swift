import Execution
import Host
import Model
import Values

/// `pkg.*`: the packages of this machine.
struct PkgModule {
    let packages: any PackageWriting

    var functions: [ExecutionFunction] {
        [
            .init("pkg.version", "The installed version of packages.", parameters: [.variadic("names")]) { call, _ in
                FunctionResult(byName(call, try await packages.installed()))
            },
            .init(
                "pkg.latest_version", "The version an upgrade would bring; empty when there is none.",
                parameters: [.variadic("names"), .keywords("kwargs")]
            ) { call, _ in
                let installed = try await packages.installed()
                var newest: [String: String] = [:]
                for name in call.rest.compactMap(\.scalarText) {
                    let candidate = try await packages.candidate(of: name, release: nil)
                    newest[name] = candidate == installed[name] ? "" : candidate
                }
                return FunctionResult(byName(call, newest))
            },
            .init("pkg.list_pkgs", "Every installed package and its version.", parameters: [.keywords("kwargs")]) {
                _, _ in
                let all = try await packages.installed().sorted { $0.key < $1.key }
                return FunctionResult(.map(ValueMap(all.map { (.string($0.key), .string($0.value)) })))
            },
            .init("pkg.refresh_db", "Fetches the lists of packages anew.", parameters: [.keywords("kwargs")]) { _, _ in
                let result = try await packages.refresh()
                guard result.exitCode == 0 else { throw Diagnostic(result.everything) }
                return FunctionResult(true)
            },
            .init(
                "pkg.install", "Installs packages; what changed.",
                parameters: [.optional("name"), .optional("pkgs"), .optional("version"), .keywords("kwargs")]
            ) { call, _ in
                let version = try call.optionalText("version")
                return FunctionResult(
                    try await change {
                        try await packages.install(
                            try names(call).map { PackageWish($0, version: version) }, PackageInstallation())
                    })
            },
            removal("pkg.remove", purging: false), removal("pkg.purge", purging: true),
            holding("pkg.hold", "Keeps packages as they are.", isHeld: true),
            holding("pkg.unhold", "Lets upgrades touch packages again.", isHeld: false),
            .init(
                "pkg.get_selections", "What is to be done with packages: names by install, hold, deinstall and purge.",
                parameters: [.optional("pattern"), .optional("state")]
            ) { call, _ in
                FunctionResult(.map(try await selections(call)))
            },
            .init(
                "pkg.version_cmp", "-1, 0 or 1: whether a version is before another, the same, or after it.",
                parameters: [.required("pkg1"), .required("pkg2")]
            ) { call, _ in
                let (first, second) = (DebianVersion(try call.text("pkg1")), DebianVersion(try call.text("pkg2")))
                return FunctionResult(first < second ? -1 : first > second ? 1 : 0)
            },
        ]
    }

    private func holding(_ name: FunctionName, _ summary: String, isHeld: Bool) -> ExecutionFunction {
        .init(name, summary, parameters: [.optional("name"), .optional("pkgs"), .keywords("kwargs")]) { call, _ in
            var shown: ValueMap = [:]
            for outcome in try await PackageHolds(names: try names(call), isHeld: isHeld).apply(packages) {
                shown[outcome.name] = .map(outcome.shown)
            }
            return FunctionResult(.map(shown))
        }
    }

    private func selections(_ call: BoundArguments) async throws -> ValueMap {
        let (pattern, state) = (try call.optionalText("pattern"), try call.optionalText("state"))
        var names: [String: [String]] = [:]
        for (name, selection) in try await packages.selections().sorted(by: { $0.key < $1.key }) {
            if (pattern ?? name) == name, (state ?? selection) == selection {
                names[selection, default: []].append(name)
            }
        }
        if let state { return ValueMap([(.string(state), .strings(names[state] ?? []))]) }
        return ValueMap(names.sorted { $0.key < $1.key }.map { (.string($0.key), .strings($0.value)) })
    }

    private func removal(_ name: FunctionName, purging: Bool) -> ExecutionFunction {
        .init(
            name, "Takes packages away; what changed.",
            parameters: [.optional("name"), .optional("pkgs"), .keywords("kwargs")]
        ) { call, _ in
            FunctionResult(try await change { try await packages.remove(try names(call), purging: purging) })
        }
    }

    private func change(_ body: () async throws -> CommandResult) async throws -> Value {
        let before = try await packages.installed()
        let result = try await body()
        guard result.exitCode == 0 else { throw Diagnostic(result.everything) }
        return .map(before.packageChanges(to: try await packages.installed()))
    }

    private func names(_ call: BoundArguments) throws -> [String] {
        let names = try call.names("pkgs") + call.names("name")
        guard !names.isEmpty else { throw Diagnostic("no package is named") }
        return names
    }

    /// One name's text, or a mapping for several.
    private func byName(_ call: BoundArguments, _ versions: [String: String]) -> Value {
        let names = call.rest.compactMap(\.scalarText)
        if names.count == 1 { return .string(versions[names[0]] ?? "") }
        return .map(ValueMap(names.map { (.string($0), .string(versions[$0] ?? "")) }))
    }
}
