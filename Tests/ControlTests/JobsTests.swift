import Testing

/// `pigeon jobs ...` and `pigeon stack history`: what was and is done.
struct JobsTests {
    @Test func `lists say that there is more`() throws {
        let api = try FakeAPI()
        let history = try api.pigeon("stack", "history", "app")
        #expect(history.output.split(separator: "\n").count == 21)
        #expect(history.errors == "older entries are not shown; --limit 100 shows more\n")
        #expect(try api.pigeon("stack", "history", "app", "--limit", "30").errors == "")
        let jobs = try api.pigeon("jobs", "list", "--limit", "2", "--out", "txt")
        #expect(jobs.output.split(separator: "\n").count == 2)
        #expect(jobs.errors == "older jobs are not shown; --limit 10 shows more\n")
    }

    @Test func `a long call does not fill the table of jobs`() throws {
        let run = try FakeAPI().pigeon("jobs", "list", "--limit", "1")
        #expect(run.output.split(separator: "\n").allSatisfy { $0.count < 200 })
        #expect(run.output.hasSuffix("xxx...\n"))
    }

    @Test(arguments: [["list", "--limit", "1"], ["show", "20261121001233003007"], ["watch", "20261121001233003007"]])
    func `what a job brings does not command the terminal`(words: [String]) throws {
        let run = try FakeAPI().pigeon(["jobs"] + words)
        let controls = (run.output + run.errors).unicodeScalars.filter {
            $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t"
        }
        #expect(controls.isEmpty, "\(run.output.debugDescription)")
        let shown = ["list": "test.arg ???[2J??? xxx", "show": "Function: a???]0;x??\n", "watch": "a?\n"]
        #expect(run.output.contains(shown[words[0]] ?? "-"), "\(run.output.debugDescription)")
        #expect(run.status == 0)
    }

    @Test func `an unknown application's history is a failure with the nearest name`() throws {
        let run = try FakeAPI().pigeon("stack", "history", "appp")
        #expect(run.errors == "pigeon: there is no application 'appp'\n  hint: did you mean 'app'?\n")
        #expect(run.output == "")
        #expect(run.status == 1)
    }

    @Test func `an orchestration is followed by its steps, and its states are shown`() throws {
        let run = try FakeAPI().pigeon("jobs", "watch", "20261121001233999999")
        #expect(
            run.errors
                == "  1 of 7: begin the release (stack.begun)\n  begin the release: deactivated -> release\n")
        #expect(run.output.hasPrefix("m_master:\n----------\n          ID: a\n"))
        #expect(run.status == 0)
    }

    @Test func `an orchestration that is killed ends before its next state`() throws {
        let run = try FakeAPI().pigeon("jobs", "kill", "20261121001233999999")
        #expect(run.output.hasPrefix("orchestration 20261121001233999999 ends before its next state; "))
        #expect(run.errors == "")
        #expect(run.status == 0)
    }

    @Test func `a job is killed where it still runs`() throws {
        let run = try FakeAPI().pigeon("jobs", "kill", "20261121001233123456")
        #expect(run.output == "job 20261121001233123456 is being stopped on web2\n")
        #expect(run.status == 0)
    }

    @Test func `a job is taken back from who has not heard of it, and who is away is told later`() throws {
        let api = try FakeAPI()
        let run = try api.pigeon("jobs", "kill", "20261121001233200000")
        #expect(run.output == "job 20261121001233200000 was cancelled before it was delivered to web2\n")
        #expect(
            run.errors == """
                pigeon: not connected: web1; what runs there may go on until they are back
                  hint: they are told to stop then: `pigeon jobs watch 20261121001233200000`

                """)
        #expect(run.status == 1)
        let shown = try api.pigeon("jobs", "show", "20261121001233200000")
        #expect(shown.output.contains("web1:\n    Minion did not return yet. [Told to stop when it is connected]\n"))
        #expect(shown.output.contains("web2:\n    Minion did not return. [Cancelled before it was delivered]\n"))
    }

    @Test func `a job under way is shown with how far it is`() throws {
        let shown = try FakeAPI().pigeon("jobs", "show", "20261121001233100000")
        #expect(
            shown.output.contains(
                "Outcomes:\n  web1: pending, 3 of 12 done, running nginx? (pkg.installed)\n  web2: pending\n"))
        let json = try FakeAPI().pigeon("jobs", "show", "20261121001233100000", "--out", "json")
        #expect(json.output.contains(#""done": 3"#) && json.errors == "")
    }

    @Test func `who follows a job late is told at once how far it is`() throws {
        let run = try FakeAPI().pigeon("jobs", "watch", "20261121001233100000")
        #expect(run.errors == "  web1  3 of 12 done, running nginx? (pkg.installed)\n")
        #expect(run.status == 1)
    }

    @Test(
        arguments: zip(
            ["succeeded", "failed", "timed out", "unreachable", "refused", "unreachable", "timed out"],
            [
                "web1:\n    True\n", "web1:\n    boom\n", "web1:\n    Minion did not return. [No response]\n",
                "web1:\n    Minion did not return. [Not connected]\n", "web1:\n    expired: the job came late\n",
                "web1:\n    Minion did not return. [No accepted key]\n", "web1:\n    True\n",
            ]
        ).enumerated().map { ($0.offset, $0.element.0, $0.element.1) })
    func `a job is shown with how it ended, and all but success is exit 1`(
        number: Int, word: String, text: String
    ) throws {
        let api = try FakeAPI()
        let jid = "2026112100123300000\(number)"
        let shown = try api.pigeon("jobs", "show", jid)
        #expect(shown.output.hasSuffix("Outcomes:\n  web1: \(word)\n\(text)"), "\(shown)")
        #expect(shown.status == (word == "succeeded" ? 0 : 1))
        #expect(try api.pigeon("jobs", "show", jid, "--out", "json").status == shown.status)
        let watched = try api.pigeon("jobs", "watch", jid)
        #expect(watched.output == text, "\(watched)")
        #expect(watched.status == shown.status)
    }

    @Test func `a job that is not over is no success`() throws {
        let run = try FakeAPI().pigeon("jobs", "show", "20261121001233123456")
        #expect(run.output.contains("Outcomes:\n  web1: succeeded\n  web2: pending\n"))
        #expect(run.output.hasSuffix("web2:\n    Minion did not return yet.\n"))
        #expect(run.status == 1)
    }

    @Test func `the list tells how many ended in which way`() throws {
        let run = try FakeAPI().pigeon("jobs", "list", "--limit", "1")
        #expect(run.output.contains("2 succeeded, 1 timed out, 1 pending"))
    }
}
