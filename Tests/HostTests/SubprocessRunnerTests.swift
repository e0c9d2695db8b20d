import Glibc
import Host
import Testing

struct SubprocessRunnerTests {
    let runner = SubprocessRunner(accounts: SystemAccounts(), grace: .milliseconds(300))

    @Test func `both streams and the exit code of a shell line are kept apart`() async throws {
        let result = try await runner.run(.shell("echo out; echo err >&2; exit 3"))
        #expect(result.stdout == "out")
        #expect(result.stderr == "err")
        #expect(result.exitCode == 3)
        #expect(result.pid > 1)
    }

    @Test func `words are not read by a shell`() async throws {
        #expect(try await runner.run(.arguments("echo", "$HOME | cat")).stdout == "$HOME | cat")
    }

    @Test func `the umask, the directory and the environment are those asked for`() async throws {
        var request = CommandRequest.shell("umask; pwd; echo $COLOUR")
        request.umask = 0o077
        request.directory = "/usr"
        request.environment = ["COLOUR": "red"]
        #expect(try await runner.run(request).stdout == "0077\n/usr\nred")
        request.line = .arguments(["sh", "-c", "umask"])
        #expect(try await runner.run(request).stdout == "0077")
    }

    @Test func `standard input reaches the command`() async throws {
        var request = CommandRequest.arguments("cat")
        request.input = Array("hello".utf8)
        #expect(try await runner.run(request).stdout == "hello")
    }

    @Test func `a command may leave its input unread`() async throws {
        var request = CommandRequest.shell("exit 3")
        request.input = [UInt8](repeating: 65, count: 1 << 20)
        #expect(try await runner.run(request).exitCode == 3)
    }

    @Test func `a timeout ends grandchildren too`() async throws {
        let scratch = try Scratch()
        defer { scratch.remove() }
        var request = CommandRequest.shell("sleep 60 & echo $! > \(scratch.file("pid")); wait")
        request.timeout = .milliseconds(400)
        await #expect(throws: CommandError.timedOut(.milliseconds(400))) { try await runner.run(request) }
        let pid = try #require(pid_t(try SystemFiles().readText(scratch.file("pid")).filter(\.isNumber)))
        #expect(!isAlive(pid))
    }

    /// A zombie that nobody has reaped yet has ended as well.
    private func isAlive(_ pid: pid_t) -> Bool {
        guard kill(pid, 0) == 0 else { return false }
        do {
            return !(try SystemFiles().readText("/proc/\(pid)/stat").contains(") Z "))
        } catch {
            return false
        }
    }

    @Test func `a program that is not there is named`() async throws {
        await #expect(throws: CommandError.notFound("no-such-program")) {
            try await runner.run(.arguments("no-such-program"))
        }
    }

    @Test func `a directory that is not there is named`() async throws {
        var request = CommandRequest.arguments("true")
        request.directory = "/nowhere"
        await #expect(throws: CommandError.noDirectory("/nowhere")) { try await runner.run(request) }
    }

    @Test(.enabled(if: geteuid() == 0)) func `another account brings its groups, home and name`() async throws {
        var request = CommandRequest.shell("id -un; echo $USER $HOME; pwd")
        request.user = "games"
        let account = try #require(SystemAccounts().user("games"))
        let expected = access(account.home, X_OK) == 0 ? account.home : "/"
        #expect(try await runner.run(request).stdout == "games\ngames \(account.home)\n\(expected)")
    }

    @Test func `a signal is a negative exit code`() async throws {
        #expect(try await runner.run(.shell("kill -9 $$")).exitCode == -9)
    }
}
