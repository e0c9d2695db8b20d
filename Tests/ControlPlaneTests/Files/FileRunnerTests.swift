import Execution
import Model
import Testing
import Values

@testable import ControlPlane

/// `fileserver.*` over roots as Salt's `roots` backend lists them.
struct FileRunnerTests {
    private struct Roots: ServedFiles {
        var environments: [String] { ["base", "dev"] }

        func files(environment: String) -> [String] {
            ["base": ["top.sls", "web/deep/f", "web/link"], "dev": ["dev.sls"]][environment] ?? []
        }
        func directories(below directory: String, environment: String) -> Set<String> {
            environment == "base" ? ["empty", "onlydirs", "onlydirs/in", "web", "web/deep"] : []
        }
        func links(below directory: String, environment: String) -> [String: String] {
            environment == "base" ? ["web/link": "two"] : [:]
        }
        func read(_ path: String, environment: String) -> [UInt8]? { nil }
        func read(_ path: String, environment: String, _ stretch: Range<Int>) -> [UInt8]? { nil }
        func resolve(_ path: String, environment: String) -> String? { nil }
    }

    private func run(_ name: FunctionName, _ arguments: Value..., keywords: ValueMap = [:]) async throws -> Value {
        let master = try await TestMaster([:])
        let runners = try master.runners(FileRunners.all(Roots()))
        return try await runners.run(
            FunctionCall(name, arguments: arguments, keywords: keywords), as: "fred"
        ) { _ in }.value
    }

    @Test func `environments, files, directories and links are listed`() async throws {
        #expect(try await run("fileserver.envs") == ["base", "dev"])
        #expect(try await run("fileserver.file_list") == ["top.sls", "web/deep/f", "web/link"])
        #expect(try await run("fileserver.file_list", "dev") == ["dev.sls"])
        #expect(try await run("fileserver.file_list", "nope") == [])
        #expect(try await run("fileserver.dir_list") == ["empty", "onlydirs", "onlydirs/in", "web", "web/deep"])
        #expect(try await run("fileserver.empty_dir_list") == ["empty", "onlydirs/in"])
        #expect(try await run("fileserver.symlink_list") == ["web/link": "two"])
        #expect(try await run("fileserver.symlink_list", "dev") == [:])
    }

    @Test(
        arguments: [("git", false), ("git,roots", true), ("-roots", false), ("-git", true), (["roots"], true)]
            as [(Value, Bool)])
    func `the only backend can be left out`(backend: Value, isMeant: Bool) async throws {
        let found = try await run("fileserver.envs", keywords: ["backend": backend])
        #expect(found == (isMeant ? ["base", "dev"] : []))
    }

    @Test func `there is nothing to update or clear`() async throws {
        #expect(try await run("fileserver.update") == true)
        #expect(try await run("fileserver.clear_cache") == "No cache was cleared")
        #expect(try await run("fileserver.clear_file_list_cache") == [:])
    }
}
