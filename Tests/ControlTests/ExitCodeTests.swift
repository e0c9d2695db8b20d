import Glibc
import Testing

/// "Exit codes: 0 done; 1 a state or a minion failed, or the command could not be carried out; 2 wrong usage or
/// configuration; 3 the master can't be reached; 4 refused (lock, constraint, access)."
struct ExitCodeTests {
    @Test(
        arguments: [
            ("web1 test.ping", 0), ("* test.ping", 1), ("some test.ping", 1), ("nobody test.ping", 1),
            ("denied cmd.run id", 4), ("web1 ping", 2), ("web1", 2), ("web1 test.ping --out yml", 2),
            ("web1 test.ping -t 0", 2), ("web1 test.ping -t -1", 2), ("web1 test.ping -t soon", 2),
            ("web1 test.ping --async -b 1", 2), ("web1 test.ping -l loud", 2), ("web1 test.ping --nonsense", 2),
            ("run manage.status", 0), ("run test.fail", 1), ("run test.refused", 4), ("run nonsense", 2),
            ("run status.400", 2), ("run status.401", 4), ("run status.403", 4), ("run status.404", 1),
            ("run status.409", 4), ("run status.422", 1), ("run status.500", 1), ("run status.503", 1),
            ("run proxy.503", 3),
            ("run broken.answer", 1), ("stack release app --version 1.14", 0), ("stack release app --version 9", 1),
            ("stack release app --version refused", 4), ("stack release", 2), ("stack activate app", 4),
            ("stack deactivate app", 2), ("stack deactivate app --version 1.13", 4), ("stack status app", 0),
            ("stack status app --out yml", 2), ("stack history app", 0), ("stack history appp", 1),
            ("stack history app --limit 0", 2), ("stack history app --limit -1", 2), ("stack relaese app", 2),
            ("stack", 2), ("stcak status", 2), ("release app", 2), ("frobnicate", 2), ("jobs list", 0),
            ("jobs list --limit 0", 2), ("jobs show 20261121000000000000", 1), ("jobs watch 20261121000000000000", 1),
            ("jobs kill 20261121000000000000", 1), ("jobs kill 20261121001233999999", 0),
            ("jobs kill 20261121001233123456", 0), ("key list", 0), ("key accept nosuch -y", 1), ("key accept web2", 4),
            ("key accept", 2), ("key acept web2", 2), ("events --count 0", 2), ("events --count 1", 0), ("help", 0),
            ("help stack", 0), ("help stack release", 0), ("help nosuch", 2), ("stack --help", 0), ("--help", 0),
            ("--version", 0), ("", 2), ("--master-url nowhere stack status", 2),
            ("--master-url http://127.0.0.1:1 stack status", 3),
        ] as [(String, Int32)])
    func `every end has the exit code of the contract`(line: String, code: Int32) throws {
        let api = try FakeAPI()
        let words = line.split(separator: " ").map(String.init)
        let run = try ProcessRun([try FakeAPI.program(), "-c", api.directory] + words)
        #expect(run.status == code, "\(run)")
        // Nothing fails without a word.
        if code != 0 { #expect(!(run.errors + run.output).isEmpty) }
    }

    @Test(arguments: ["stack status", "* test.ping", "call --local test.ping", "key list", "events"])
    func `a configuration directory that is named and not there is exit 2`(line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        for directory in ["/nonexistent", "/etc/passwd"] {
            let run = try ProcessRun([try FakeAPI.program(), "-c", directory] + words)
            #expect(run.errors.contains("'\(directory)'"))
            #expect(run.output == "")
            #expect(run.status == 2)
        }
    }

    @Test(arguments: [["pigeon-master"], ["pigeon-minion"], ["pigeon", "call", "--local", "test.ping"]])
    func `a host without OpenSSL is told which package to install, with exit 1`(words: [String]) throws {
        let directory = try EmptyDirectory()
        // The loader looks here first, and no further.
        let library = "\(directory.path)/libcrypto.so.3"
        close(open(library, O_WRONLY | O_CREAT, 0o644))
        defer { unlink(library) }
        let folder = try FakeAPI.program().split(separator: "/").dropLast().joined(separator: "/")
        let run = try ProcessRun(
            ["env", "LD_LIBRARY_PATH=\(directory.path)", "/\(folder)/\(words[0])"] + words.dropFirst().prefix(1)
                + ["-c", directory.path] + words.dropFirst(2))
        #expect(run.errors.contains("OpenSSL can't be loaded: "))
        #expect(run.errors.contains("install the package libssl3"))
        #expect(run.status == 1, "\(run)")
    }

    @Test(arguments: ["pigeon-master", "pigeon-minion"])
    func `nor do master and minion start without it`(name: String) throws {
        let folder = try FakeAPI.program().split(separator: "/").dropLast().joined(separator: "/")
        let run = try ProcessRun(["/\(folder)/\(name)", "-c", "/nonexistent"])
        #expect(run.errors.contains("there is no configuration directory '/nonexistent'"))
        #expect(run.status == 2)
        #expect(try ProcessRun(["/\(folder)/\(name)", "--nonsense"]).status == 2)
    }
}
