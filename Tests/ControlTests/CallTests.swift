import Glibc
import Testing
import Values

/// `pigeon call --local`: the engine in the CLI's own process.
struct CallTests {
    private func call(_ words: String...) throws -> ProcessRun {
        try EmptyDirectory().pigeon(["call", "--local"] + words)
    }

    @Test func `a function's return stands under local`() throws {
        let run = try call("test.ping", "--out", "json")
        #expect(run.output == "{\n    \"local\": true\n}\n")
        #expect(run.status == 0)
    }

    @Test func `pillar data of the command line is there`() throws {
        let data = "{a: {b: 7}}"
        let run = try call("pillar.get", "a:b", "unmask=True", "--pillar", data, "--out", "json")
        #expect(try JSON.read(run.output) == ["local": 7])
        let masked = try call("pillar.get", "a:b", "--pillar", data, "--out", "json")
        #expect(try JSON.read(masked.output) == ["local": "**********"])
    }

    @Test func `states of a directory are applied, and a failed one is exit 1, or 2 when it is passed through`() throws
    {
        let root = "/tmp/pigeon-call-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        mkdir(root, 0o700)
        defer {
            unlink("\(root)/a.sls")
            unlink("\(root)/b.sls")
            rmdir(root)
        }
        for (name, text) in [
            ("a", "ok:\n  test.succeed_without_changes: []\n"), ("b", "bad:\n  test.fail_without_changes: []\n"),
        ] {
            let file = try #require(fopen("\(root)/\(name).sls", "w"))
            fputs(text, file)
            fclose(file)
        }
        let good = try call("state.apply", "a", "--file-root", root, "--out", "json")
        #expect(good.status == 0)
        let state = try JSON.read(good.output)["local"]?["test_|-ok_|-ok_|-succeed_without_changes"]
        #expect(state?["result"] == true)
        #expect(try call("state.apply", "b", "--file-root", root).status == 1)
        #expect(try call("state.apply", "b", "--file-root", root, "--retcode-passthrough").status == 2)
    }

    @Test func `an unknown function is told with the nearest one`() throws {
        let run = try call("test.pign")
        #expect(run.output.contains("'test.pign' is not available. Did you mean 'test.ping'?"))
        #expect(run.status == 1)
    }

    @Test func `a configuration directory that is named and not there is exit 2, not defaults`() throws {
        let run = try ProcessRun([
            try FakeAPI.program(), "call", "--local", "-c", "/nonexistent", "test.ping",
        ])
        #expect(run.output == "")
        #expect(run.errors.hasPrefix("pigeon: there is no configuration directory '/nonexistent'\n  hint: "))
        #expect(run.status == 2)
    }

    @Test func `without --local a host without a certificate is told what to do`() throws {
        let run = try EmptyDirectory().pigeon(["call", "test.ping"])
        #expect(run.errors.contains("this host's minion has no certificate"))
        #expect(run.status == 1)
    }
}
