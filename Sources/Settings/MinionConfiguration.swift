package import Model
package import Values
import YAML

/// What a minion is started with: `/etc/pigeon/minion` and `minion.d/*.conf`.
package struct MinionConfiguration: Sendable, Hashable {
    /// What is done when the minion starts (`startup_states`).
    package enum StartupStates: String, Sendable, Hashable, CaseIterable {
        /// `state.highstate`.
        case highstate
        /// `state.sls` with `sls_list`.
        case sls
        /// `state.top` with `top_file`.
        case top
    }

    package var common = CommonConfiguration()
    package var id: MinionID
    /// Tried in order.
    package var masters: [MasterAddress]
    /// SHA-256 of the authority's certificate, hex pairs joined by colons; nil trusts the first one seen.
    package var masterFinger: String?
    /// Grains of this host, over those that are found.
    package var grains: ValueMap = [:]
    /// Where the Docker engine listens, as `DOCKER_HOST` has it.
    package var dockerURL = "unix:///var/run/docker.sock"
    /// Defaults of the HAProxy modules.
    package var haproxy: ValueMap = [:]
    package var startupStates: StartupStates?
    package var startupSLS: [String] = []
    /// The top file of `startup_states: top`.
    package var startupTopFile: String?
    /// `file_client: local`: files and pillar come from this host's own directories, as with `pigeon call --local`.
    package var isLocal = false
    /// Jobs that the minion starts by itself, by name.
    package var schedule: ValueMap = [:]
    /// The directory that the files are in; what is changed at run time is kept there, too.
    package var directory = ConfigurationPlace.standardPath
    /// What is put into the mine: names of functions, or names to arguments.
    package var mineFunctions: Value = .null
    /// How often the mine is brought up to date, in minutes.
    package var mineInterval = 60
    /// How often the grains are collected anew, in minutes; 0: when the minion connects.
    package var grainsRefreshInterval = 0
    /// What is watched on this host, by name.
    package var beacons: ValueMap = [:]

    /// Throws what is wrong with the settings of a beacon, which has this name.
    package typealias BeaconCheck = (_ name: String, _ settings: Value) throws(Diagnostic) -> Void

    /// - Parameters:
    ///   - directory: nil for the standard one, which may be absent.
    ///   - checkBeacon: looks at each of the `beacons`.
    /// - Throws: a named directory that is not there; every setting that has the wrong type, with its place.
    package static func load(
        directory: String?, checkBeacon: BeaconCheck = { _, _ in }
    ) throws(Diagnostics) -> LoadedConfiguration<MinionConfiguration> {
        let directory = try ConfigurationPlace(named: directory).path
        let files = try ConfigurationFiles(directory: directory, program: "minion")
        return try read(files, directory: directory, checkBeacon: checkBeacon)
    }

    private static func read(
        _ files: ConfigurationFiles, directory: String, checkBeacon: BeaconCheck
    ) throws(Diagnostics) -> LoadedConfiguration<MinionConfiguration> {
        var reader = SettingsReader(files)
        let common = CommonConfiguration(&reader, directory: directory, options: files.settings.value.map ?? [:])
        guard let id = reader.minionID(common.id, at: files.settings["id"] ?? files.settings) else {
            throw Diagnostics(reader.errors)
        }
        let masters = reader.masters()
        var configuration = MinionConfiguration(common: common, id: id, masters: masters)
        configuration.masterFinger = reader.masterFinger()
        configuration.grains = reader.map("grains") ?? [:]
        configuration.haproxy = reader.map("haproxy") ?? [:]
        configuration.schedule = reader.schedule(knowsNames: false)
        configuration.directory = directory
        configuration.mineFunctions = reader.mineFunctions()
        configuration.mineInterval = reader.integer("mine_interval", in: 1...527_040) ?? configuration.mineInterval
        configuration.grainsRefreshInterval = reader.integer("grains_refresh_every", in: 0...527_040) ?? 0
        configuration.beacons = reader.beacons(checkBeacon)
        configuration.startupStates = reader.choiceUnlessEmpty("startup_states", of: StartupStates.self)
        configuration.startupSLS = reader.startupSLS(for: configuration.startupStates)
        configuration.startupTopFile = reader.startupTopFile(for: configuration.startupStates)
        configuration.dockerURL = reader.dockerURL() ?? configuration.dockerURL
        configuration.isLocal = reader.choice("file_client", of: FileClient.self) == .local
        reader.warnAboutUnknown()
        guard reader.errors.isEmpty else { throw Diagnostics(reader.errors) }
        return LoadedConfiguration(configuration, warnings: reader.warnings, files: files.paths)
    }

    /// The grains that are configured, lowest first: the file `grains` as it is now, then the setting.
    ///
    /// - Throws: when the file can't be read or is no mapping.
    package func configuredGrains() throws(Diagnostics) -> [ValueMap] { [try GrainsFile.read(in: directory), grains] }

    package init(common: CommonConfiguration, id: MinionID, masters: [MasterAddress]) {
        self.common = common
        self.id = id
        self.masters = masters
    }
}

private enum FileClient: String, CaseIterable {
    case remote, local
}

extension SettingsReader {
    /// A key that Salt's own file has as an empty string.
    fileprivate mutating func choiceUnlessEmpty<Choice>(_ key: String, of type: Choice.Type) -> Choice?
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        take(key)?.string == "" ? nil : choice(key, of: type)
    }

    /// `top_file`, without which `startup_states: top` means nothing.
    fileprivate mutating func startupTopFile(for states: MinionConfiguration.StartupStates?) -> String? {
        let file = text("top_file").flatMap { $0.isEmpty ? nil : $0 }
        if states == .top, file == nil, let place = take("startup_states") {
            reject(
                "'startup_states' is 'top', but there is no 'top_file'", at: place,
                hint: "name one, as in 'top_file: startup.sls', or write 'startup_states: highstate'")
        }
        return file
    }

    /// `sls_list`, without which `startup_states: sls` means nothing.
    fileprivate mutating func startupSLS(for states: MinionConfiguration.StartupStates?) -> [String] {
        let names = texts("sls_list").compactMap { $0.scalar?.scalarText }.filter { !$0.isEmpty }
        if states == .sls, names.isEmpty, let place = take("startup_states") {
            reject(
                "'startup_states' is 'sls', but there is no 'sls_list'", at: place,
                hint: "name the files, as in 'sls_list: [web]', or write 'startup_states: highstate'")
        }
        return names
    }

    /// A SHA-256: 64 hexadecimal digits, also in upper case, and with colons, dashes or spaces between them.
    fileprivate mutating func masterFinger() -> String? {
        guard let value = take("master_finger"), value.string != "" else { return nil }
        let text = (value.scalar?.scalarText ?? "").lowercased()
        let others = text.filter { !$0.isASCII || !$0.isHexDigit }
        let isOne = others.allSatisfy { ":- ".contains($0) } && text.count - others.count == 64
        if isOne { return text }
        reject(
            "'master_finger' is \(text.isEmpty ? value.kindName : "'\(text)'"), which is no fingerprint", at: value,
            hint: "it is 64 hexadecimal digits, in pairs joined by colons: "
                + "'pigeon key finger' on the master shows it as master.pub")
        return nil
    }

    fileprivate mutating func minionID(_ text: String, at place: LocatedValue) -> MinionID? {
        do {
            return try MinionID(text)
        } catch {
            reject(error.message, at: place, hint: error.hint)
            return nil
        }
    }

    /// `master`: one or several; `master_port` for those that name no port.
    fileprivate mutating func masters() -> [MasterAddress] {
        let port = integer("master_port", in: 1...65535) ?? MasterAddress.standardPort
        let standard = [MasterAddress(host: "salt", port: port)]
        guard let written = take("master") else { return standard }
        let addresses = written.list ?? [written]
        let hint = "write it as 'master: m1' or 'master: [m1, \"m2:4505\"]'"
        if addresses.isEmpty { reject("'master' is a list without a master", at: written, hint: hint) }
        var masters: [MasterAddress] = []
        for value in addresses {
            guard let text = value.string else {
                rejectType(of: "master", is: "the address of a master, or a list of them", found: value, hint: hint)
                continue
            }
            do {
                masters.append(try MasterAddress(text, port: port))
            } catch {
                reject(error.message, at: value, hint: error.hint)
            }
        }
        return masters.isEmpty ? standard : masters
    }

    /// `docker: {url: ...}`, or the same as `docker.url`, which is how Salt has it.
    fileprivate mutating func dockerURL() -> String? {
        let flat = text("docker.url")
        guard let section = take("docker") else { return flat }
        return self.section(section, named: "docker") { $0.text("url") } ?? flat
    }
}
