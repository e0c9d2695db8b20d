import Model
import Settings
import Testing
import Values

struct MasterConfigurationTests {
    private func load(_ text: String) throws -> LoadedConfiguration<MasterConfiguration> {
        let directory = try ConfigurationDirectory(["master": text])
        return try MasterConfiguration.load(directory: directory.path)
    }

    @Test func `a master's file is read with Salt's keys`() throws {
        let loaded = try load(
            """
            id: m1
            root_dir: /srv/pigeon
            interface: 127.0.0.1
            minion_port: 4600
            max_connections: 15000
            max_connections_per_address: 50
            rest_cherrypy: {port: 8000, disable_ssl: True, host: 127.0.0.1}
            external_auth: {pam: {fred: [".*", "@runner"]}}
            sharedsecret: hush
            token_expire: 1h
            permissive_acl: True
            netapi_enable_clients: [local, ssh, runner_async]
            reactor:
              - 'salt/netapi/hook/*': [salt://reactor/deploy.sls]
            auto_accept: True
            timeout: 12
            keep_jobs_seconds: 3600
            """)
        let configuration = loaded.configuration
        #expect(loaded.warnings == [])
        #expect(configuration.id.text == "m1_master")
        #expect(configuration.minionPort == 4600)
        #expect(configuration.maximumConnections == 15_000)
        #expect(configuration.maximumConnectionsPerAddress == 50)
        #expect(
            configuration.rest == RESTConfiguration(host: "127.0.0.1", port: 8000, isPlain: true))
        #expect(configuration.externalAuth["pam"]?["fred"] == [".*", "@runner"])
        #expect(configuration.tokenLifetime == .seconds(3600))
        #expect(configuration.isPermissive)
        #expect(configuration.enabledClients == [.local, .runnerAsync])
        #expect(configuration.sharedSecret?.revealed == "hush")
        #expect(
            configuration.reactor == [.init(tag: "salt/netapi/hook/*", files: ["salt://reactor/deploy.sls"])])
        #expect(configuration.autoAccept)
        #expect(configuration.timeout == .seconds(12))
        #expect(configuration.keepJobs == .seconds(3600))
        #expect(configuration.storePath == "/srv/pigeon/pigeon.db")
        #expect(configuration.socketPath == "/srv/pigeon/run/master.sock")
    }

    @Test func `the settings of a way to log in are no users`() throws {
        let loaded = try load("external_auth: {file: {^filename: /etc/pigeon/users, fred: ['.*']}}\n")
        #expect(loaded.configuration.externalAuth["file"]?["^filename"] == "/etc/pigeon/users")
    }

    @Test func `what access control refuses of external_auth is told with its place`() throws {
        let directory = try ConfigurationDirectory([
            "master": "external_auth:\n  file:\n    ^filename: /f\n    fred:\n      - '['\n"
        ])
        let error = #expect(throws: Diagnostics.self) {
            try MasterConfiguration.load(directory: directory.path) { settings in
                #expect(settings["external_auth"]?["file"]?["fred"] == ["["])
                return [
                    (["file", "fred"], Diagnostic("no pattern", hint: "write one")),
                    (["file", "^hashtype"], Diagnostic("no digest")),
                ]
            }
        }
        #expect(error?.all.map(\.message) == ["no pattern", "no digest"])
        #expect(error?.all.first?.hint == "write one")
        #expect(error?.all.map { $0.location?.line } == [5, 3], "of what is not there, the nearest above it")
        #expect(error?.all.first?.location?.file == "\(directory.path)/master")
        let wrong = try ConfigurationDirectory(["master": "external_auth: {file: {fred: 5}}\n"])
        #expect(throws: Diagnostics.self) {
            try MasterConfiguration.load(directory: wrong.path) { _ in
                Issue.record("looked at before its types are right")
                return []
            }
        }
    }

    @Test func `rest_api is another name of rest_cherrypy`() throws {
        let rest = try load("rest_api: {port: 8000, ssl_crt: /a.crt, ssl_key: /a.key}\n").configuration.rest
        #expect(rest == RESTConfiguration(port: 8000, certificate: "/a.crt", key: "/a.key"))
    }

    @Test(arguments: [
        ("rest_cherrypy: {host: a}", "'rest_cherrypy' has no 'port'"),
        ("rest_cherrypy: {port: 8000, ssl_key: /a}", "'rest_cherrypy' lacks 'ssl_crt'"),
        ("rest_cherrypy: [8000]", "'rest_cherrypy' is a mapping, not a list"),
        ("rest_cherrypy: {port: x, disable_ssl: True}", "'rest_cherrypy:port' is a whole number, not a string"),
        ("external_auth: {pam: [fred]}", "'external_auth:pam' is a mapping of users to permissions, not a list"),
        ("external_auth: {pam: {fred: all}}", "'external_auth:pam:fred' is a list of permissions, not a string"),
        ("schedule: [a]", "'schedule' is a mapping of names to jobs, not a list"),
        ("schedule: {a: {function: test.ping}}", "schedule:a: it is never due"),
        ("file_recv: maybe", "'file_recv' is True or False, not a string"),
        ("file_recv_max_size: 0", "'file_recv_max_size' is 0, but must be 1 to 1000000"),
        ("reactor: [a]", "'reactor' is a list of mappings from a tag to files, not a string"),
        ("store: postgres://x", "'store' is 'postgres://x', which is no absolute path of a SQLite file"),
        ("timeout: -1", "'timeout' is -1, but must be at least 0 s"),
        ("keep_jobs_seconds: 1.0e+300", "'keep_jobs_seconds' is 1e+300, but must be less than 2,800 years"),
        (
            "{minion_port: 8000, rest_api: {port: 8000, disable_ssl: True}}",
            "'rest_cherrypy:port' is 8000, which is the minion port"
        ),
        ("loop_interval: 0", "'loop_interval' is 0, but must be at least 1 s"),
        ("loop_interval: 500ms", "'loop_interval' is 500ms, but must be at least 1 s"),
        ("token_expire: soon", "'token_expire' is a number of seconds, not a string"),
        ("token_expire: 0", "'token_expire' is 0, but must be at least 1 s"),
        ("permissive_acl: maybe", "'permissive_acl' is True or False, not a string"),
        ("netapi_enable_clients: [local, runer]", "'netapi_enable_clients' has 'runer', which is not a client"),
        (
            "netapi_enable_clients: {local: True}",
            "'netapi_enable_clients' is one text or a list of them, not a mapping"
        ),
        ("nodegroups: [a]", "'nodegroups' is a mapping of names to compound expressions, not a list"),
        ("nodegroups: {a: 5}", "nodegroups:a: nodegroup 'a' must be a string or a list, not a number"),
        ("nodegroups: {a: 'b* or N@c', b: web1}", "nodegroups:a: unknown nodegroup 'c'"),
        ("nodegroups: {a: 'N@a'}", "nodegroups:a: nodegroup 'a' contains itself: a -> a"),
        ("timeout: soon", "'timeout' is a number of seconds, not a string"),
        ("auto_accept: maybe", "'auto_accept' is True or False, not a string"),
    ])
    func `what is wrong is said`(text: String, message: String) {
        let error = #expect(throws: Diagnostics.self) { try load(text) }
        #expect(error?.all.map(\.message) == [message])
    }

    @Test func `a nodegroup that can't be read is refused with its place`() throws {
        let fine = try load(
            "nodegroups:\n  web: 'L@web1,web2 or G@os:Debian'\n  ids: [a, b]\n  all: 'N@web or N@ids'\n")
        #expect(fine.configuration.common.nodegroups.keyTexts == ["web", "ids", "all"])
        let error = #expect(throws: Diagnostics.self) { try load("nodegroups:\n  web: web1\n  a: web1 or\n") }
        let problem = try #require(error?.all.first)
        #expect(problem.message.hasPrefix("nodegroups:a: "))
        #expect(problem.location?.line == 3)
    }

    @Test func `a store's directory is there, or below root_dir`() throws {
        for store in ["/srv/pigeon/a/b/x.db", "sqlite:/srv/pigeon/x.db", "/tmp/x.db", "/x.db"] {
            let path = try load("root_dir: /srv/pigeon/\nstore: \(store)\n").configuration.storePath
            #expect(store.hasSuffix(path))
        }
        for (store, directory) in [
            ("sqlite:/nosuch/dir/x.db", "/nosuch/dir"), ("/srv/pigeons/x.db", "/srv/pigeons"),
            ("/etc/passwd/x.db", "/etc/passwd"),
        ] {
            let error = #expect(throws: Diagnostics.self) { try load("root_dir: /srv/pigeon\nstore: \(store)\n") }
            let problem = try #require(error?.all.first)
            #expect(problem.message == "'store' is '\(store)', but there is no directory '\(directory)'")
            #expect(problem.location?.line == 2)
            #expect(problem.hint?.contains("install -d -m 700 \(directory)") == true)
        }
    }

    @Test func `an autosign_file that is not there yet is a warning with its place`() throws {
        let loaded = try load("id: m1\nautosign_file: /nosuch/autosign\n")
        #expect(loaded.configuration.autosignFile == "/nosuch/autosign")
        let warning = try #require(loaded.warnings.first)
        #expect(warning.message == "there is no 'autosign_file' '/nosuch/autosign' yet: nobody's key is accepted by it")
        #expect(warning.location?.line == 2)
        #expect(try load("id: m1\nautosign_file: /etc/passwd\n").warnings == [])
    }

    @Test func `a time without quotes is refused in the master's schedule, too`() throws {
        let error = #expect(throws: Diagnostics.self) {
            try load("schedule:\n  a:\n    function: manage.up\n    when: noon\n  b:\n    when: 17:30\n")
        }
        #expect(
            error?.all.map(\.message) == [
                "schedule:a: 'noon' in 'noon' is not part of a date or time", "schedule:b: 'when' must be text",
            ])
        #expect(error?.all.map { $0.location?.line } == [4, 6])
    }

    @Test func `an unknown key inside of a section is named with its path`() throws {
        let warnings = try load("rest_cherrypy: {port: 8000, disable_ssl: True, hots: a}\n").warnings
        #expect(warnings.map(\.message) == ["unknown key 'rest_cherrypy:hots', it has no effect"])
        #expect(warnings.first?.hint == "did you mean 'host'?")
    }

    @Test func `a directory that was named must be there, the standard one need not`() throws {
        for (path, message) in [
            ("/nonexistent/pigeon", "there is no configuration directory '/nonexistent/pigeon'"),
            ("/etc/passwd", "the configuration directory '/etc/passwd' is not a directory"),
            ("/etc/passwd/x", "the configuration directory '/etc/passwd/x' is not a directory"),
        ] {
            let error = #expect(throws: Diagnostics.self) { try MasterConfiguration.load(directory: path) }
            #expect(error?.all.map(\.message) == [message])
            #expect(error?.all.first?.hint?.contains("/etc/pigeon") == true)
        }
        #expect(try ConfigurationPlace(named: nil).path == "/etc/pigeon")
        let empty = try ConfigurationDirectory([:])
        #expect(try MasterConfiguration.load(directory: empty.path).files == [])
    }
}
