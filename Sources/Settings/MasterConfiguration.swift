package import Model
package import Values
import YAML

/// What a master is started with: `/etc/pigeon/master` and `master.d/*.conf`.
package struct MasterConfiguration: Sendable, Hashable {
    /// One line of `reactor`: the SLS files that an event with a matching tag renders.
    package struct Reaction: Sendable, Hashable {
        /// A glob over event tags.
        package var tag: String
        /// `salt://` URLs or paths.
        package var files: [String]

        package init(tag: String, files: [String]) {
            self.tag = tag
            self.files = files
        }
    }

    package var common = CommonConfiguration()
    /// `<id>_master`: the id under which the master has a pillar and runs orchestrations.
    package var id: MinionID
    /// The address that the minion port and the REST API listen on.
    package var interface = "0.0.0.0"
    package var minionPort = MasterAddress.standardPort
    /// Connections to the minion port at a time.
    package var maximumConnections = 20_000
    /// Of these, from one address other than this host's own.
    package var maximumConnectionsPerAddress = 1000
    /// nil: no REST API on the network; the Unix socket is there always.
    package var rest: RESTConfiguration?
    /// Users' permissions by eauth: `{file: {fred: [.*, '@runner']}}`.
    package var externalAuth: ValueMap = [:]
    /// How long a login holds.
    package var tokenLifetime = Duration.seconds(43_200)
    /// The `*` entry of `external_auth` holds for those too who have one of their own.
    package var isPermissive = false
    /// The clients that the REST API takes.
    package var enabledClients = Set(LowstateClient.allCases)
    package var sharedSecret: Secret?
    package var reactor: [Reaction] = []
    /// How many functions of the master reactions may run at once.
    package var reactorWorkers = 10
    /// How many reactions, and events for them, may wait.
    package var reactorBacklog = 10_000
    /// Whether events tell who is connected.
    package var tellsPresence = false
    /// How often events tell who is connected.
    package var loopInterval = Duration.seconds(60)
    package var autoAccept = false
    package var autosignFile: String?
    /// Functions of the master that are run at their times, by name.
    package var schedule: ValueMap = [:]
    /// Whether minions may push files (`file_recv`).
    package var receivesFiles = false
    /// Of one file that is pushed (`file_recv_max_size`).
    package var maximumReceivedMegabytes = 100
    /// How long a call waits for returns.
    package var timeout = Duration.seconds(5)
    package var keepJobs = Duration.seconds(86400)
    /// The path of the SQLite database; `sqlite:` before it is optional. Default `<root_dir>/pigeon.db`.
    package var storePath = ""

    /// What is wrong with the `external_auth` of these settings: the keys below it that lead there, and what.
    package typealias AccessCheck = (_ settings: ValueMap) -> [(path: [String], problem: Diagnostic)]

    /// - Parameters:
    ///   - directory: nil for the standard one, which may be absent.
    ///   - checkAccess: looks at `external_auth`.
    /// - Throws: a named directory that is not there; every setting that has the wrong type, with its place.
    package static func load(
        directory: String?, checkAccess: AccessCheck = { _ in [] }
    ) throws(Diagnostics) -> LoadedConfiguration<MasterConfiguration> {
        let directory = try ConfigurationPlace(named: directory).path
        let files = try ConfigurationFiles(directory: directory, program: "master")
        return try read(files, directory: directory, checkAccess: checkAccess)
    }

    private static func read(
        _ files: ConfigurationFiles, directory: String, checkAccess: AccessCheck
    ) throws(Diagnostics) -> LoadedConfiguration<MasterConfiguration> {
        var reader = SettingsReader(files)
        let common = CommonConfiguration(&reader, directory: directory, options: files.settings.value.map ?? [:])
        guard let id = reader.masterID(common.id, at: files.settings["id"] ?? files.settings) else {
            throw Diagnostics(reader.errors)
        }
        var configuration = MasterConfiguration(common: common, id: id)
        configuration.interface = reader.text("interface") ?? configuration.interface
        configuration.minionPort = reader.integer("minion_port", in: 1...65535) ?? configuration.minionPort
        configuration.maximumConnections =
            reader.integer("max_connections", in: 1...1_000_000) ?? configuration.maximumConnections
        configuration.maximumConnectionsPerAddress =
            reader.integer("max_connections_per_address", in: 1...1_000_000)
            ?? configuration.maximumConnectionsPerAddress
        configuration.rest = reader.rest()
        if let rest = configuration.rest, rest.port == configuration.minionPort,
            rest.host ?? configuration.interface == configuration.interface
        {
            reader.reject(
                "'rest_cherrypy:port' is \(rest.port), which is the minion port",
                at: files.settings["rest_cherrypy"] ?? files.settings["rest_api"] ?? files.settings,
                hint: "8000 is what Salt's users are used to")
        }
        configuration.externalAuth = reader.externalAuth(of: common.options, checkAccess)
        configuration.tokenLifetime =
            reader.duration("token_expire", atLeast: .seconds(1)) ?? configuration.tokenLifetime
        configuration.isPermissive = reader.flag("permissive_acl")
        configuration.enabledClients = reader.enabledClients() ?? configuration.enabledClients
        configuration.sharedSecret = reader.text("sharedsecret").map { Secret($0) }
        configuration.reactor = reader.reactor()
        configuration.reactorWorkers = reader.integer("reactor_worker_threads", in: 1...1000) ?? 10
        configuration.reactorBacklog = reader.integer("reactor_worker_hwm", in: 1...1_000_000) ?? 10_000
        configuration.tellsPresence = reader.flag("presence_events")
        configuration.loopInterval =
            reader.duration("loop_interval", atLeast: .seconds(1)) ?? configuration.loopInterval
        configuration.autoAccept = reader.flag("auto_accept")
        configuration.autosignFile = reader.autosignFile()
        configuration.schedule = reader.schedule()
        configuration.receivesFiles = reader.flag("file_recv")
        configuration.maximumReceivedMegabytes = reader.integer("file_recv_max_size", in: 1...1_000_000) ?? 100
        configuration.timeout = reader.duration("timeout", atLeast: .zero) ?? configuration.timeout
        configuration.keepJobs = reader.duration("keep_jobs_seconds", atLeast: .zero) ?? configuration.keepJobs
        configuration.storePath = reader.store(below: common.rootDirectory) ?? "\(common.rootDirectory)/pigeon.db"
        reader.warnAboutUnknown()
        guard reader.errors.isEmpty else { throw Diagnostics(reader.errors) }
        return LoadedConfiguration(configuration, warnings: reader.warnings, files: files.paths)
    }

    package init(common: CommonConfiguration, id: MinionID) {
        self.common = common
        self.id = id
    }

    /// Where the CLI finds the master on the same host.
    package var socketPath: String { "\(common.runDirectory)/master.sock" }
}

extension SettingsReader {
    fileprivate mutating func masterID(_ text: String, at place: LocatedValue) -> MinionID? {
        let name = text.hasSuffix("_master") ? text : "\(text)_master"
        do {
            return try MinionID(name)
        } catch {
            reject(error.message, at: place, hint: error.hint)
            return nil
        }
    }

    /// `reactor: [{TAG-GLOB: [FILE, ...]}, ...]`
    fileprivate mutating func reactor() -> [MasterConfiguration.Reaction] {
        guard let value = take("reactor") else { return [] }
        let hint = "write it as 'reactor: [{\"salt/netapi/hook/deploy\": [salt://reactor/deploy.sls]}]'"
        var reactions: [MasterConfiguration.Reaction] = []
        for line in value.list ?? [value] {
            guard let entries = line.entries else {
                rejectType(of: "reactor", is: "a list of mappings from a tag to files", found: line, hint: hint)
                continue
            }
            for entry in entries {
                let files = entry.value.list ?? [entry.value]
                let paths = files.compactMap(\.string)
                if paths.count != files.count {
                    rejectType(of: "reactor:\(entry.key.text)", is: "a list of files", found: entry.value, hint: hint)
                }
                reactions.append(MasterConfiguration.Reaction(tag: entry.key.text, files: paths))
            }
        }
        return reactions
    }

    /// Salt's `ssh` is known, and there is none here.
    fileprivate mutating func enabledClients() -> Set<LowstateClient>? {
        guard take("netapi_enable_clients") != nil else { return nil }
        let known = LowstateClient.names + ["ssh"]
        var clients: Set<LowstateClient> = []
        for item in texts("netapi_enable_clients") {
            let name = item.scalar?.scalarText ?? ""
            if let client = LowstateClient(rawValue: name) {
                clients.insert(client)
            } else if name != "ssh" {
                reject(
                    "'netapi_enable_clients' has '\(name)', which is not a client", at: item,
                    hint: NearestName.hint(for: name, among: known) ?? "known are \(known.joined(separator: ", "))")
            }
        }
        return clients
    }

    /// `autosign_file`, which may come later.
    fileprivate mutating func autosignFile() -> String? {
        guard let path = text("autosign_file"), let value = take("autosign_file") else { return nil }
        if !FilePlace.isThere(path) {
            warn(
                "there is no 'autosign_file' '\(path)' yet: nobody's key is accepted by it", at: value,
                hint: "it is read for each new key, so it may come later")
        }
        return path
    }

    /// `sqlite:PATH`, or just the path. Its directory is made only below `root_dir`: elsewhere a missing one is a mistake.
    fileprivate mutating func store(below root: String) -> String? {
        guard let value = take("store") else { return nil }
        guard let text = value.string else {
            rejectType(of: "store", is: "text", found: value)
            return nil
        }
        let path = text.hasPrefix("sqlite:") ? String(text.dropFirst("sqlite:".count)) : text
        guard path.hasPrefix("/") else {
            reject(
                "'store' is '\(text)', which is no absolute path of a SQLite file", at: value,
                hint: "write it as 'store: sqlite:/var/lib/pigeon/pigeon.db'")
            return nil
        }
        let parent = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        guard parent.isEmpty || "\(parent)/".hasPrefix("\(root)/") || FilePlace.isDirectory(parent) else {
            reject(
                "'store' is '\(text)', but there is no directory '\(parent)'", at: value,
                hint: "make it, as with 'install -d -m 700 \(parent)', or name a file below 'root_dir' (\(root))")
            return nil
        }
        return path
    }
}
