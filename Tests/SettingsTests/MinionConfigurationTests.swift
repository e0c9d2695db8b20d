import Model
import Settings
import Telemetry
import Testing
import Values

struct MinionConfigurationTests {
    private func load(_ files: [String: String]) throws -> LoadedConfiguration<MinionConfiguration> {
        let directory = try ConfigurationDirectory(files)
        return try MinionConfiguration.load(directory: directory.path)
    }

    @Test func `nothing written is all defaults`() throws {
        let loaded = try load([:])
        #expect(loaded.files == [])
        #expect(loaded.warnings == [])
        #expect(loaded.configuration.masters == [MasterAddress(host: "salt")])
        #expect(loaded.configuration.common.fileRoots == ["base": ["/srv/salt"]])
        #expect(loaded.configuration.dockerURL == "unix:///var/run/docker.sock")
    }

    @Test func `a minion's file is read with Salt's keys`() throws {
        let loaded = try load([
            "minion": """
            id: web1
            master: [m1, "https://m2:4600"]
            root_dir: /srv/pigeon/
            log_level: debug
            log_fmt: json
            grains: {role: web}
            file_roots: {base: [/tmp, /usr], dev: [/]}
            docker: {url: "tcp://h:2375"}
            """
        ])
        let configuration = loaded.configuration
        #expect(loaded.warnings == [])
        #expect(configuration.id.text == "web1")
        #expect(configuration.masters == [MasterAddress(host: "m1"), MasterAddress(host: "m2", port: 4600)])
        #expect(configuration.common.rootDirectory == "/srv/pigeon")
        #expect(configuration.common.runDirectory == "/srv/pigeon/run")
        #expect(configuration.common.logVerbosity == .debug)
        #expect(configuration.common.logFormat == .json)
        #expect(configuration.grains == ["role": "web"])
        #expect(configuration.common.fileRoots == ["base": ["/tmp", "/usr"], "dev": ["/"]])
        #expect(configuration.dockerURL == "tcp://h:2375")
        #expect(configuration.common.options["grains"]?["role"] == "web")
    }

    @Test func `a job of the schedule that can never run is refused with its place`() throws {
        let schedule = """
            schedule:
              fine: {function: test.ping, seconds: 5}
              named: {function: test.ping, when: maintenance}
              nightly:
                function: state.apply
                cron: '0 3 * *'
              typo:
                function: state.apply
                secnods: 5

            """
        let error = #expect(throws: Diagnostics.self) {
            try load(["minion": "id: web1\n", "minion.d/schedule.conf": schedule])
        }
        let problems = try #require(error).all
        #expect(
            problems.map(\.message) == [
                "schedule:nightly: '0 3 * *' is not a cron expression: it has 4 fields, not 5",
                "schedule:typo has the unknown key 'secnods'",
            ])
        #expect(problems.map { $0.location?.line } == [6, 9])
        #expect(problems[0].location?.file.hasSuffix("minion.d/schedule.conf") == true)
        #expect(problems[0].hint?.contains("day of month") == true && problems[1].hint == "did you mean 'seconds'?")
    }

    @Test func `each mistake in a schedule has the place of the very key`() throws {
        let schedule = """
            schedule:
              enabled: maybe
              a: {function: test.ping,
                  when: 17:30}
              b: {function: test.ping,
                  when: [maintenance, 17:30]}
              c: {function: test.ping, seconds: 5,
                  enabled: nein}
              d: {function: test.ping,
                  seconds: .5}
              e: {function: test.ping, seconds: 5,
                  range: {start: '8:00',
                          end: 9:00}}
              f: {function: test.ping, when: maintenance,
                  dry_run: nein}
              g: {function: test.ping, minutes: 5,
                  until: '25:00'}
              h: {function: test.ping, when: '25:00'}
              i: {function: test.ping,
                  when: [maintenance,
                         'Moday 17:00']}
              k: {function: test.ping, when: 25pm}
              j: {function: test.ping, seconds: 5, args: [1],
                  job_args: [2]}
              fine: {function: test.ping, when: [maintenance, 'Monday 17:00', 5pm], enabled: off, run_on_start: yes, return_job: False}

            """
        let error = #expect(throws: Diagnostics.self) { try load(["minion": "id: a\n\(schedule)"]) }
        let problems = try #require(error).all
        #expect(
            problems.map(\.message) == [
                "schedule: 'enabled' must be a boolean, not 'maybe'",
                "schedule:a: 'when' must be text",
                "schedule:b: 'when' must be text",
                "schedule:c: 'enabled' must be a boolean, not 'nein'",
                "schedule:d: 'seconds' is 0.5, which is less than a second",
                "schedule:e: 'range:end' must be text",
                "schedule:f: 'dry_run' must be a boolean, not 'nein'",
                "schedule:g: '25:00' in '25:00' is not part of a date or time",
                "schedule:h: '25:00' in '25:00' is not part of a date or time",
                "schedule:i: 'moday' in 'Moday 17:00' is not part of a date or time",
                "schedule:k: '25' in '25pm' is not part of a date or time",
                "schedule:j: 'args' and 'job_args' can't be used together",
            ])
        #expect(problems.map { $0.location?.line } == [3, 5, 7, 9, 11, 14, 16, 18, 19, 22, 23, 24])
        #expect(problems[1].hint == "YAML reads 17:30 as the number 1050: write it in quotes")
        #expect(problems[5].hint == "YAML reads 9:00 as the number 540: write it in quotes")
    }

    @Test(
        arguments: [
            ("[]", "'master' is a list without a master"),
            ("5", "'master' is the address of a master, or a list of them, not a number"),
            ("[127.0.0.1, 5]", "'master' is the address of a master, or a list of them, not a number"),
            ("{host: m1}", "'master' is the address of a master, or a list of them, not a mapping"),
            ("true", "'master' is the address of a master, or a list of them, not a boolean"),
            ("''", "'' is no address of a master"),
        ])
    func `what is no master is refused with its place`(text: String, message: String) throws {
        let error = #expect(throws: Diagnostics.self) { try load(["minion": "id: a\nmaster: \(text)\n"]) }
        #expect(error?.all.map(\.message) == [message])
        #expect(error?.all.first?.location?.line == 2)
        #expect(error?.all.first?.hint != nil)
    }

    @Test(
        arguments: [
            ("cachedir: 5", "'cachedir' is the path of a directory, not a number"),
            ("cachedir: cache", "'cachedir' is 'cache', but must be an absolute path"),
            ("failhard: nein", "'failhard' is True or False, not a string"),
            ("test: 1", "'test' is True or False, not a number"),
            ("queue: nope", "'queue' is True, False or a number of state runs, not a string"),
            ("state_max_parallel: many", "'state_max_parallel' is a whole number, not a string"),
        ])
    func `settings that states look up have their types, too`(text: String, message: String) throws {
        let error = #expect(throws: Diagnostics.self) { try load(["minion": "id: a\n\(text)\n"]) }
        #expect(error?.all.map(\.message) == [message])
        #expect(error?.all.first?.location?.line == 2)
        let fine = try load(["minion": "{id: a, cachedir: /c, failhard: yes, queue: 2, state_max_parallel: 3}\n"])
        #expect(fine.warnings == [])
        #expect(fine.configuration.common.cacheDirectory == "/c")
    }

    @Test func `a directory of files or pillar that is not there is a warning with its place`() throws {
        let text =
            "id: a\nfile_roots: {base: [/tmp,\n  /nosuch]}\npillar_roots: {base: /etc/passwd,\n  __env__: [/p/__env__]}\n"
        let loaded = try load(["minion": text])
        #expect(loaded.configuration.common.fileRoots == ["base": ["/tmp", "/nosuch"]])
        #expect(
            loaded.warnings.map(\.message) == [
                "'file_roots:base' names '/nosuch', but there is no such directory",
                "'pillar_roots:base' names '/etc/passwd', but there is no such directory",
            ])
        #expect(loaded.warnings.map { $0.location?.line } == [3, 4])
        #expect(loaded.warnings.allSatisfy { $0.severity == .warning })
    }

    @Test func `each beacon is looked at, and a wrong one is refused with its place`() throws {
        let directory = try ConfigurationDirectory([
            "minion": """
            id: web1
            beacons:
              enabled: true
              load: [interval: 5]
              cpu:
                - interval: 5
            """
        ])
        var seen: [String: Value] = [:]
        let fine = try MinionConfiguration.load(directory: directory.path, checkBeacon: { seen[$0] = $1 })
        #expect(fine.configuration.beacons["cpu"] == [["interval": 5]])
        #expect(seen == ["load": [["interval": 5]], "cpu": [["interval": 5]]])
        let error = #expect(throws: Diagnostics.self) {
            try MinionConfiguration.load(
                directory: directory.path,
                checkBeacon: { name, _ throws(Diagnostic) in
                    if name == "cpu" { throw Diagnostic("there is no such beacon", hint: "did you mean 'load'?") }
                })
        }
        let problem = try #require(error?.all.first)
        #expect(problem.message == "beacons:cpu: there is no such beacon")
        #expect(problem.location?.line == 6)
        #expect(problem.hint == "did you mean 'load'?")
        for wrong in ["[load]", "{enabled: maybe}"] {
            let directory = try ConfigurationDirectory(["minion": "id: web1\nbeacons: \(wrong)\n"])
            #expect(throws: Diagnostics.self) { try MinionConfiguration.load(directory: directory.path) }
        }
    }

    @Test func `an entry of mine_functions that can never be called is refused with its place`() throws {
        let functions = """
            id: a
            mine_functions:
              test.ping: []
              os: [{mine_function: grains.get}, os, {allow_tgt: [web1, web2]}]
              ips: {mine_function: network.ip_addrs, interface: eth0, allow_tgt: 'G@role:lb', allow_tgt_type: compound}
              empty:
                - mine_function: test.ping
                - ''
              test.version: ''
              num: [{mine_function: 5}]
              five: 5
              nodot: []
              test.fib:
                - 5
                - allow_tgt: web*
                  allow_tgt_type: globs
              test.echo: [{allow_tgt: {a: b}}]
              test.arg: [{mine_function: [test.ping]}]

            """
        let error = #expect(throws: Diagnostics.self) { try load(["minion": functions]) }
        let problems = try #require(error).all
        #expect(
            problems.map(\.message) == [
                "mine_functions:num: '5' is not a function",
                "mine_functions:five: its arguments are a list or a mapping, not a number",
                "mine_functions:nodot: 'nodot' is not a function",
                "mine_functions:test.fib: unknown target type 'globs'",
                "mine_functions:test.echo: 'allow_tgt' is a target or a list of ids, not a mapping",
                "mine_functions:test.arg: 'mine_function' is a name, not a list",
            ])
        #expect(problems.map { $0.location?.line } == [10, 11, 12, 14, 17, 18])
        #expect(problems[3].hint == "did you mean 'glob'?")
        let fine = try load(["minion": "id: a\nmine_functions: [test.ping, network.ip_addrs]\n"])
        #expect(fine.configuration.mineFunctions == ["test.ping", "network.ip_addrs"])
        let list = #expect(throws: Diagnostics.self) {
            try load(["minion": "id: a\nmine_functions:\n- test.ping\n- ping\n- test.version: []\n"])
        }
        #expect(
            list?.all.map(\.message) == [
                "mine_functions:ping: 'ping' is not a function", "mine_functions:: an entry has no name",
            ])
        #expect(list?.all.map { $0.location?.line } == [4, 5])
    }

    @Test func `startup_states: top needs a top file`() throws {
        let loaded = try load(["minion": "id: web1\nstartup_states: top\ntop_file: start.sls\n"])
        #expect(loaded.warnings == [])
        #expect(loaded.configuration.startupStates == .top)
        #expect(loaded.configuration.startupTopFile == "start.sls")
        let error = #expect(throws: Diagnostics.self) {
            try load(["minion": "id: web1\nstartup_states: top\ntop_file: ''\n"])
        }
        #expect(try #require(error).all.map(\.message) == ["'startup_states' is 'top', but there is no 'top_file'"])
    }

    @Test(arguments: ["", "sls_list: []\n", "sls_list: ''\n"])
    func `startup_states: sls needs files`(list: String) throws {
        let fine = try load(["minion": "id: web1\nstartup_states: sls\nsls_list: [a, b]\n"]).configuration
        #expect(fine.startupSLS == ["a", "b"])
        let error = #expect(throws: Diagnostics.self) {
            try load(["minion": "id: web1\nstartup_states: sls\n\(list)"])
        }
        let problem = try #require(error?.all.first)
        #expect(problem.message == "'startup_states' is 'sls', but there is no 'sls_list'")
        #expect(problem.location?.line == 2)
        #expect(problem.hint?.contains("sls_list: [web]") == true)
    }

    @Test func `master_finger is a fingerprint, however it was pasted`() throws {
        let digits = String(repeating: "7A:1b:", count: 16).dropLast()
        for text in [String(digits), digits.filter { $0 != ":" }] {
            let loaded = try load(["minion": "id: web1\nmaster_finger: '\(text)'\n"])
            #expect(loaded.configuration.masterFinger == text.lowercased())
        }
        #expect(try load(["minion": "id: a\nmaster_finger: ''\n"]).configuration.masterFinger == nil)
        for text in ["aa:bb", "5", "[a]", "'\(digits):00'", "'\(digits.dropLast())x'"] {
            let error = #expect(throws: Diagnostics.self) { try load(["minion": "id: a\nmaster_finger: \(text)\n"]) }
            let problem = try #require(error?.all.first)
            #expect(problem.message.hasSuffix("which is no fingerprint"))
            #expect(problem.location?.line == 2)
            #expect(problem.hint?.contains("pigeon key finger") == true)
        }
    }

    @Test func `Salt's own file, with empty startup_states and top_file, starts nothing`() throws {
        let configuration = try load(["minion": "id: web1\nstartup_states: ''\ntop_file: ''\n"]).configuration
        #expect(configuration.startupStates == nil)
        #expect(configuration.startupTopFile == nil)
    }

    @Test func `fragments are read in the order of their names and merged`() throws {
        let loaded = try load([
            "minion": "id: a\ngrains: {role: web}\n",
            "minion.d/20-b.conf": "grains: {rack: 2}\n",
            "minion.d/10-a.conf": "id: b\ngrains: {rack: 1}\n",
            "minion.d/ignored.yaml": "id: c\n",
        ])
        #expect(loaded.configuration.id.text == "b")
        #expect(loaded.configuration.grains == ["role": "web", "rack": 2])
        #expect(loaded.files.count == 3)
    }

    @Test func `an unknown key is a warning with its place and the nearest name`() throws {
        let warning = try #require(try load(["minion": "id: web1\nmastr: m1\n"]).warnings.first)
        #expect(warning.severity == .warning)
        #expect(warning.message == "unknown key 'mastr', it has no effect")
        #expect(warning.location?.line == 2)
        #expect(warning.hint == "did you mean 'master'?")
    }

    @Test func `wrong types are errors with file, line and the lines around, all at once`() throws {
        let error = #expect(throws: Diagnostics.self) {
            try load(["minion": "id: web1\nfile_roots: /srv/salt\nlog_level: loud\nmaster_port: 99999\n"])
        }
        let problems = try #require(error).all
        #expect(
            problems.map(\.message) == [
                "'log_level' can't be 'loud'",
                "'file_roots' is a mapping of environments to lists of directories, not a string",
                "'master_port' is 99999, but must be 1 to 65535",
            ])
        #expect(problems[1].location?.line == 2)
        #expect(problems[1].location?.file.hasSuffix("/minion") == true)
        #expect(problems[1].frame?.contains("> 2 | file_roots: /srv/salt") == true)
        #expect(problems[1].hint == "write it as 'file_roots: {base: [/srv/salt]}'")
    }

    @Test func `an id that is no id is an error`() throws {
        let error = #expect(throws: Diagnostics.self) { try load(["minion": "id: ../etc\n"]) }
        #expect(error?.all.first?.message == "'../etc' is not a minion id")
    }

    @Test func `a file that is no mapping is an error`() throws {
        let error = #expect(throws: Diagnostics.self) { try load(["minion": "- id: a\n"]) }
        #expect(error?.all.first?.message == "a configuration file is a mapping of keys, this is a list")
    }

    @Test(arguments: [
        ("m1", "m1", 4505), ("m1:4600", "m1", 4600), ("https://m1:1", "m1", 1), ("https://m1/", "m1", 4505),
        ("[::1]:4600", "::1", 4600), ("::1", "::1", 4505), ("10.0.0.1", "10.0.0.1", 4505),
    ])
    func `addresses of masters`(text: String, host: String, port: Int) throws {
        #expect(try MasterAddress(text) == MasterAddress(host: host, port: port))
    }

    @Test(arguments: ["", "http://m1", "m1:x", "m1:0", "m1/path", "two words"])
    func `what is no address is refused`(text: String) {
        #expect(throws: Diagnostic.self) { try MasterAddress(text) }
    }
}
