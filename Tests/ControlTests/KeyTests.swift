import Testing

/// What the verbs on keys do with ids that they are not for, and with ids that nobody has.
struct KeyTests {
    @Test(
        arguments: [
            ("accept web3 -y", "no key of 'web3' was accepted: web3 (rejected)", "--include-rejected 'web3'"),
            (
                "accept web4 -y", "no key of 'web4' was accepted: web4 (accepted), web4 (denied)",
                "--include-denied 'web4'"
            ),
            ("accept web[3] -y", "no key of 'web[3]' was accepted: web3 (rejected)", "--include-rejected 'web[3]'"),
            ("accept db* -y", "the glob 'db*' does not match any key", "pigeon key list"),
            ("reject web1* -y", "no key of 'web1*' was rejected: web1 (accepted)", "--include-accepted 'web1*'"),
            ("delete web1 --only-denied -y", "no key of 'web1' was deleted: web1 (accepted)", ""),
            ("delete nosuch -y", "there is no key of 'nosuch'", "pigeon key list"),
            ("reject wbe1 -y", "there is no key of 'wbe1'", "did you mean 'web1'?"),
            ("finger zzz", "there is no key of 'zzz'", "pigeon key list"),
            ("print x* web1", "the glob 'x*' does not match any key", "pigeon key list"),
            ("accept , -y", "no key is named by ','", "name an id or a glob"),
            ("reject web2 , -y", "no key is named by ','", "name an id or a glob"),
            ("finger ,", "no key is named by ','", "name an id or a glob"),
        ])
    func `a word that stands for no key that is meant is exit 1, and says why`(
        line: String, message: String, hint: String
    ) throws {
        let run = try pigeon(line)
        #expect(run.status == 1, "\(run)")
        #expect(run.errors.contains("pigeon: \(message)\n"), "\(run)")
        #expect(hint.isEmpty || run.errors.contains(hint), "\(run)")
    }

    @Test(arguments: ["accept web1 -y", "accept web1* -y", "accept web1 web2 -y", "reject web3 -y", "reject --all -y"])
    func `what is as it is to be already is no error`(line: String) throws {
        let run = try pigeon(line)
        #expect(run.status == 0, "\(run)")
    }

    @Test func `those that can be accepted are, beside one that can't`() throws {
        let run = try pigeon("accept web2 web3 -y")
        #expect(run.output == "Key for minion web2 accepted.\n")
        #expect(run.status == 1)
    }

    @Test func `the master is told of the states that are meant, and of no others`() throws {
        let api = try FakeAPI()
        #expect(try api.pigeon("key", "accept", "web[234]", "--include-all", "-y").status == 0)
        var requests: [String] = []
        for _ in 0..<4 { requests.append(try #require(api.readLine())) }
        let changes = requests.filter { $0.contains("key.accept") }
        #expect(changes.filter { $0.contains(#""include_rejected": true"#) }.map { $0.contains("web3") } == [true])
        #expect(changes.filter { $0.contains(#""include_denied": true"#) }.map { $0.contains("web4") } == [true])
    }

    @Test(arguments: ["accept", "reject", "delete", "print"])
    func `a variable of a shell that is not set names no key`(verb: String) throws {
        let run = try FakeAPI().pigeon(["key", verb, ""] + (verb == "print" ? [] : ["-y"]))
        #expect(run.errors == "pigeon: no key is named by ''\n  hint: name an id or a glob, or say --all\n", "\(run)")
        #expect(run.status == 1)
    }

    @Test(arguments: [
        ("accept web2", "  web2  aa:bb\n", #""fingerprint": "aa:bb""#),
        (
            "accept web4 --include-all", "  web4  d4:d4 (denied), in the place of a4:a4 (accepted)\n",
            #""fingerprint": "d4:d4""#
        ),
        ("delete web4 --only-denied", "  web4  d4:d4 (denied)\n", #""only_denied": true"#),
        ("delete web4", "  web4  a4:a4 (accepted)\n  web4  d4:d4 (denied)\n", #""only_denied": false"#),
    ])
    func `the question shows the key that is meant, and the answer is for that key alone`(
        line: String, shown: String, told: String
    ) throws {
        let api = try FakeAPI()
        let run = try answeringYes(line, api)
        #expect(run.output.replacingLineEnds.contains(":\n\(shown)Proceed?"), "\(run)")
        #expect(run.status == 0)
        var requests: [String] = []
        for _ in 0..<3 { requests.append(try #require(api.readLine())) }
        #expect(requests[2].contains(told))
    }

    @Test func `another key that came while the question was open is not accepted`() throws {
        let run = try answeringYes("accept web3 --include-rejected", try FakeAPI())
        #expect(run.output.contains("pigeon: another key than a3:a3"), "\(run)")
        #expect(run.status == 1)
    }

    /// On a terminal, where somebody types `y`.
    private func answeringYes(_ line: String, _ api: FakeAPI) throws -> ProcessRun {
        let program = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
        let pigeon = "'\(try FakeAPI.program())' -c '\(api.directory)' key \(line)"
        return try ProcessRun(["/bin/sh", "-c", "echo y | python3 -c '\(program)' \(pigeon)"])
    }

    private func pigeon(_ line: String) throws -> ProcessRun {
        let api = try FakeAPI()
        let words = line.split(separator: " ").map(String.init)
        return try ProcessRun([try FakeAPI.program(), "-c", api.directory, "key"] + words)
    }
}

extension String {
    /// A terminal's line ends as a file has them.
    fileprivate var replacingLineEnds: String { String(map { $0 == "\r\n" ? "\n" : $0 }) }
}
