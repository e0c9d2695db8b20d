import Host
import Testing
import Values

@testable import Modules

struct CmdStateTests {
    @Test func `a command reports what it came to`() async throws {
        let state = try await TestMinion().single("cmd.run", "echo out; echo err >&2; exit 3")
        #expect(state["result"] == false)
        #expect(state["comment"] == "Command \"echo out; echo err >&2; exit 3\" run")
        #expect(state["changes"]?["stdout"] == "out")
        #expect(state["changes"]?["stderr"] == "err")
        #expect(state["changes"]?["retcode"] == 3)
        #expect((state["changes"]?["pid"]?.int ?? 0) > 1)
    }

    @Test func `a test run runs nothing`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let line = "touch \(scratch.file("x"))"
        let state = try await TestMinion().single("cmd.run", line, ["test": true])
        #expect(
            outcome(state) == [
                "result": nil, "comment": .string("Command \"\(line)\" would have been executed"),
                "changes": ["cmd": .string(line)],
            ])
        #expect(!SystemFiles().exists(scratch.file("x")))
    }

    @Test func `directory, environment, umask and accepted codes are heeded`() async throws {
        let state = try await TestMinion().single(
            "cmd.run", "pwd; echo $A; umask; exit 4",
            ["cwd": "/usr", "env": [["A": "b"]], "umask": "077", "success_retcodes": [4]])
        #expect(state["result"] == true, "\(state)")
        #expect(state["changes"]?["stdout"] == "/usr\nb\n0077")
    }

    @Test func `a directory that is missing is told`() async throws {
        let state = try await TestMinion().single("cmd.run", "true", ["cwd": "/nowhere"])
        #expect(state["comment"] == "Desired working directory \"/nowhere\" is not available")
    }

    @Test func `a timeout is told in the output`() async throws {
        let state = try await TestMinion().single("cmd.run", "sleep 20", ["timeout": 1])
        #expect(state["result"] == false)
        #expect(state["changes"]?["stdout"] == "sleep 20 : Timed out after 1 seconds")
    }

    @Test(arguments: [
        ("echo 'changed=no comment=\"all well\"'", true, "all well", false),
        ("echo work; echo 'changed=yes comment=done extra=7'", true, "done", true),
        ("echo '{\"changed\": true, \"comment\": \"j\"}'", true, "j", true),
        (
            "echo nonsense", false,
            "Failed parsing script output! Stdout must be JSON or a line of name=value pairs.", true
        ),
    ])
    func `a stateful command says itself whether it changed anything`(
        line: String, result: Bool, comment: String, hasChanges: Bool
    ) async throws {
        let state = try await TestMinion().single("cmd.run", line, ["stateful": true])
        #expect(state["result"] == .bool(result))
        #expect(state["comment"] == .string(comment))
        #expect((state["changes"] != [:]) == hasChanges)
    }

    @Test func `a script of the file server is run with its arguments and removed`() async throws {
        let minion = try TestMinion(states: ["x/hello.sh": "#!/bin/sh\necho hello $1\n"])
        let state = try await minion.single("cmd.script", "salt://x/hello.sh world")
        #expect(state["changes"]?["stdout"] == "hello world", "\(state)")
        #expect(state["comment"] == "Command 'salt://x/hello.sh world' run")
    }

    @Test(arguments: [
        ("a b  c", ["a", "b", "c"]), ("a 'b c' \"d e\"", ["a", "b c", "d e"]), ("a\\ b", ["a b"]), ("''", [""]),
        ("\"a\\\"b\\n\"", ["a\"b\\n"]),
    ])
    func `words are split as Python's shlex does`(line: String, words: [String]) throws {
        #expect(try ShellWords.split(line) == words)
    }
}
