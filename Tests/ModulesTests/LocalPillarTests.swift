import Execution
import Logging
import Model
import Testing
import Values

@testable import Modules

/// Pillars from directories. The expectations are what `salt-call --local` 3008.5 gives of the same directories.
struct LocalPillarTests {
    private func pillar(
        _ roots: [String: [String]], _ options: ValueMap = [:], _ request: PillarRequest = PillarRequest()
    ) async throws -> ValueMap {
        let host = HostWriter.system()
        let source = LocalPillarSource(
            id: try MinionID("web1"), roots: roots, configuration: options,
            catalogue: StandardModules.catalogue(host), files: FixedTree(environments: [:]), host: host,
            logger: Logger(label: "test"))
        return try await source.compiled(request).whole()
    }

    @Test func `the directory of __env__ is that of whatever environment is asked for`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        for environment in ["base", "prod", "qa"] {
            try scratch.write("\(environment): {'*': [data]}\n", to: "\(environment)/top.sls")
            try scratch.write("a: \(environment)\n", to: "\(environment)/data.sls")
        }
        let roots = ["__env__": [scratch.file("__env__")]]
        #expect(try await pillar(roots) == ["a": "base"])
        #expect(try await pillar(roots, [:], PillarRequest(pillarenv: "qa")) == ["a": "qa"])
        #expect(try await pillar(roots, ["pillarenv": "qa"]) == ["a": "qa"])
        #expect(try await pillar(roots, ["pillarenv": "qa"], PillarRequest(pillarenv: "prod")) == ["a": "prod"])
        let named = roots.merging(["qa": [scratch.file("prod")]]) { $1 }
        #expect(try await pillar(named, ["pillarenv": "qa"]) == [:], "its own directory has no top file for it")
    }

    @Test func `a minion's pillar is of the states' environment where the configuration says so`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        for environment in ["base", "dev"] {
            try scratch.write("\(environment): {'*': [data]}\n", to: "\(environment)/top.sls")
            try scratch.write("a: \(environment)\n", to: "\(environment)/data.sls")
        }
        let roots = ["base": [scratch.file("base")], "dev": [scratch.file("dev")]]
        let options: ValueMap = ["pillarenv_from_saltenv": true]
        #expect(try await pillar(roots, options, PillarRequest(saltenv: "base")) == ["a": "base"])
        #expect(try await pillar(roots, options, PillarRequest(saltenv: "dev")) == ["a": "dev"])
        #expect(try await pillar(roots, options, PillarRequest(pillarenv: "base", saltenv: "dev")) == ["a": "base"])
    }
}
