import Testing

/// The built program against an API on a socket: what is printed where, and the exit codes of the contract.
struct ProgramTests {
    @Test func `a target and a function go to the local client, and a failed minion is exit 1`() throws {
        let api = try FakeAPI()
        let run = try api.pigeon("*", "test.ping", "3", "a=b")
        #expect(run.output == "web1:\n    True\nweb2:\n    boom\n")
        #expect(run.status == 1)
        #expect(
            api.readLine()
                == #"POST / [{"client": "local", "tgt": "*", "tgt_type": "glob", "fun": "test.ping", "arg": [3], "#
                + #""kwarg": {"a": "b"}, "full_return": true}]"#)
    }

    @Test func `a minion that succeeds is exit 0`() throws {
        let run = try FakeAPI().pigeon("web1", "test.ping")
        #expect(run.output == "web1:\n    True\n")
        #expect(run.status == 0)
    }

    @Test func `target options say how the target is read`() throws {
        let api = try FakeAPI()
        _ = try api.pigeon("-L", "web1,web2", "test.ping", "--batch", "1", "-t", "3")
        let request = try #require(api.readLine())
        #expect(request.contains(#""client": "local_batch""#) || request.contains(#""tgt_type": "list""#))
        #expect(request.contains(#""batch": "1""#))
        #expect(request.contains(#""timeout": 3.0"#))
    }

    @Test func `a batch says how long it waits and whether a failure ends it`() throws {
        let api = try FakeAPI()
        _ = try api.pigeon("--batch-wait", "2.5", "*", "test.ping", "-b", "10%", "--failhard")
        let request = try #require(api.readLine())
        for word in [#""batch": "10%""#, #""batch_wait": 2.5"#, #""failhard": true"#] {
            #expect(request.contains(word), "\(request)")
        }
        #expect(try api.pigeon("*", "test.ping", "--batch-wait", "2").status == 2)
        #expect(try api.pigeon("*", "test.ping", "--failhard").status == 2)
        #expect(try api.pigeon("*", "test.ping", "-b", "2", "--batch-wait", "-1").status == 2)
    }

    @Test func `a minion that is away is named`() throws {
        let run = try FakeAPI().pigeon("some", "test.ping")
        #expect(run.output.contains("web3:\n    Minion did not return. [Not connected]"))
        #expect(run.status == 1)
    }

    @Test func `static gives one document`() throws {
        let run = try FakeAPI().pigeon("*", "test.ping", "--static", "--out", "json", "--out-indent", "-1")
        #expect(run.output == "{\"web1\": true, \"web2\": \"boom\"}\n")
    }

    @Test func `a target that nobody matches is told`() throws {
        let run = try FakeAPI().pigeon("nobody", "test.ping")
        #expect(run.errors.contains("no accepted minion matches 'nobody' (glob)"))
        #expect(run.output == "")
        #expect(run.status == 1)
    }

    @Test func `async prints the job's id`() throws {
        let run = try FakeAPI().pigeon("*", "test.ping", "--async")
        #expect(run.output == "Executed command with job ID: 20261121001233123456\n")
        #expect(run.status == 0)
    }

    @Test func `what access control refuses is exit 4`() throws {
        let run = try FakeAPI().pigeon("denied", "cmd.run", "id")
        #expect(run.errors == "pigeon: fred may not run cmd.run\n  hint: see external_auth\n")
        #expect(run.status == 4)
    }

    @Test func `no master is exit 3 and names the socket`() throws {
        let run = try EmptyDirectory().pigeon(["*", "test.ping"])
        #expect(run.errors.contains("the master can't be reached on its socket /var/run/pigeon/master.sock"))
        #expect(run.errors.contains("systemctl status pigeon-master"))
        #expect(run.status == 3)
    }

    @Test func `wrong usage is exit 2`() throws {
        let api = try FakeAPI()
        #expect(try api.pigeon("*").status == 2)
        #expect(try api.pigeon("*", "ping").status == 2)
        #expect(try api.pigeon("*", "test.ping", "--out", "yml").status == 2)
        #expect(try api.pigeon("run", "manage.up", "--nonsense").status == 2)
        #expect(try api.pigeon("stack", "deactivate", "app").status == 2)
    }

    @Test func `an unknown output format is told with the nearest one`() throws {
        let run = try FakeAPI().pigeon("*", "test.ping", "--out", "yml")
        #expect(run.errors == "pigeon: unknown output format 'yml'\n  hint: did you mean 'yaml'?\n")
    }

    @Test func `a mistyped command is told with the nearest one`() throws {
        let run = try FakeAPI().pigeon("stack", "relaese", "app")
        #expect(
            run.errors == "pigeon: 'relaese' is not a command of `pigeon stack`\n  hint: did you mean 'release'?\n")
        #expect(run.status == 2)
    }

    @Test func `runners print their return, and a failed one is exit 1`() throws {
        let api = try FakeAPI()
        #expect(
            try api.pigeon("run", "manage.status", "--out", "json", "--out-indent", "-1").output
                == "{\"up\": [\"web1\"]}\n")
        #expect(try api.pigeon("run", "test.fail").status == 1)
    }

    @Test func `an answer that breaks off is told as such`() throws {
        let run = try FakeAPI().pigeon("run", "broken.answer")
        #expect(run.errors.contains("the connection to the master broke"))
        #expect(run.errors.contains("what was asked may have been done"))
        #expect(run.status == 1)
    }

    @Test func `keys are listed under Salt's headings`() throws {
        let run = try FakeAPI().pigeon("key", "list")
        #expect(
            run.output
                == "Accepted Keys:\nweb1\nweb4\nDenied Keys:\nweb4\nUnaccepted Keys:\nweb2\nRejected Keys:\nweb3\n")
    }

    @Test func `keys are accepted with -y, and refused without a terminal`() throws {
        let api = try FakeAPI()
        #expect(try api.pigeon("key", "accept", "web2", "-y").output == "Key for minion web2 accepted.\n")
        let asked = try api.pigeon("key", "accept", "web2")
        #expect(asked.status == 4)
        #expect(asked.errors.contains("say -y"))
        let unknown = try api.pigeon("key", "accept", "web22", "-y")
        #expect(unknown.status == 1)
        #expect(unknown.errors.contains("did you mean 'web2'?"))
        #expect(try api.pigeon("key", "accept", "web1", "-y").status == 0)
    }

    @Test func `fingerprints are shown as Salt shows them`() throws {
        let run = try FakeAPI().pigeon("key", "finger")
        #expect(
            run.output == """
                Local Keys:
                master.pub:  cc:dd
                Accepted Keys:
                web1:  a1:a1
                web4:  a4:a4
                Denied Keys:
                web4:  d4:d4
                Unaccepted Keys:
                web2:  aa:bb
                Rejected Keys:
                web3:  a3:a3

                """)
    }

    @Test func `a release shows its steps on standard error and its outcome on standard output`() throws {
        let run = try FakeAPI().pigeon("stack", "release", "app", "--version", "1.14")
        #expect(run.output == "app/1.14 is release\n")
        #expect(run.errors == "  0.31 s  web: 2 containers started on app1\n")
        #expect(run.status == 0)
    }

    @Test func `a failed release says why and is exit 1`() throws {
        let run = try FakeAPI().pigeon("stack", "release", "app", "--version", "9")
        #expect(run.output == "release of app/9 failed\n")
        #expect(run.errors.hasSuffix("healthy: app1:8080 answered 500\n"))
        #expect(run.status == 1)
    }

    @Test func `a busy application is exit 4`() throws {
        let run = try FakeAPI().pigeon("stack", "activate", "app")
        #expect(run.errors == "pigeon: app is busy\n  hint: job 20261121001233123456 holds it\n")
        #expect(run.status == 4)
    }

    @Test func `the active stack is not deactivated without a terminal or --yes`() throws {
        let api = try FakeAPI()
        let asked = try api.pigeon("stack", "deactivate", "app", "--version", "1.13")
        #expect(asked.status == 4)
        #expect(asked.errors.contains("deactivating it takes app out of production"))
        #expect(api.readLine() == "GET /stacks/app")
        #expect(try api.pigeon("stack", "deactivate", "app", "--version", "1.13", "--yes").status == 0)
        #expect(api.readLine() == #"POST /stacks/app/deactivate {"version": "1.13", "yes": true}"#)
        #expect(try api.pigeon("stack", "deactivate", "app", "--version", "1.12").status == 0)
    }

    @Test func `the states of stacks are a table`() throws {
        let run = try FakeAPI().pigeon("stack", "status", "app")
        #expect(
            run.output == """
                APP  STATE   VERSION  BACKEND  SINCE
                app  active  1.13     app_a    2026-11-21T00:00:00Z

                """)
    }

    @Test func `a job is followed until every minion has returned`() throws {
        let run = try FakeAPI().pigeon("jobs", "watch", "20261121001233123456")
        #expect(run.output == "web1:\n    True\nweb2:\n    True\n")
        #expect(run.status == 0)
    }

    @Test func `events are a tag, a tab and JSON`() throws {
        let run = try FakeAPI().pigeon("events", "salt/job/*", "--count", "1")
        #expect(
            run.output == "salt/job/20261121001233123456/ret/web2\t"
                + "{\"id\": \"web2\", \"return\": true, \"retcode\": 0}\n")
    }

    @Test func `help and version are exit 0`() throws {
        let program = try FakeAPI.program()
        #expect(try ProcessRun([program, "--version"]).output.hasSuffix("\n"))
        #expect(try ProcessRun([program, "--help"]).output.contains("USAGE: pigeon"))
        #expect(try ProcessRun([program, "stack", "--help"]).status == 0)
    }
}
