package import Model
package import Telemetry
package import Values
import YAML

/// What master and minion both understand.
package struct CommonConfiguration: Sendable, Hashable {
    /// Where the program keeps what it must not lose: keys, jobs, spool, store, cache.
    package var rootDirectory = "/var/lib/pigeon"
    /// Where the master's socket lies (`sock_dir`); `<root_dir>/run` when only `root_dir` is given.
    package var runDirectory = "/var/run/pigeon"
    /// As written or found; a master's own minion id is this and `_master`.
    package var id = ""
    package var logVerbosity = LogVerbosity.warning
    package var logFormat = LogFormat.text
    /// Directories by environment, the first that has a file wins.
    package var fileRoots = ["base": ["/srv/salt"]]
    package var pillarRoots = ["base": ["/srv/pillar"]]
    /// Names to a compound expression or a list of ids.
    package var nodegroups: ValueMap = [:]
    package var pillarMergeStrategy = PillarStrategy.smart
    package var pillarMergesLists = false
    /// Salt's name of how states are shown; the other `state_*` settings are in `options`.
    package var stateOutput = "full"
    /// The renderer pipe of files that name none.
    package var renderer = "jinja|yaml"
    /// Everything as written, for templates (`opts`) and `config.get`.
    package var options: ValueMap = [:]

    /// Where what can be had again is kept (`cachedir`).
    package var cacheDirectory: String { options["cachedir"]?.string ?? "\(rootDirectory)/cache" }

    package init() {}

    /// Settings that the compiler, the run of states and templates look up in `options` themselves.
    private static let keysOfTheEngine = [
        "advertise_address", "decrypt_pillar", "decrypt_pillar_default", "decrypt_pillar_delimiter", "default_top",
        "disabled_requisites", "docker-registries", "env_order", "gpg_keydir", "hosts.file", "http_connect_timeout",
        "http_request_timeout", "jinja_env", "jinja_sls_env", "pillarenv", "renderer_blacklist", "renderer_whitelist",
        "saltenv", "state_aggregate", "state_data", "state_top", "top_file_merging_strategy",
    ]

    /// Those of them that are True or False.
    private static let flagsOfTheEngine = [
        "allow_undefined", "failhard", "jinja_lstrip_blocks", "jinja_trim_blocks", "pillar_includes_override_sls",
        "pillar_mask_output", "pillar_raise_on_missing", "pillarenv_from_saltenv", "state_auto_order", "test",
    ]

    init(_ reader: inout SettingsReader, directory: String, options: ValueMap) {
        self.options = options
        if let root = reader.directory("root_dir") {
            rootDirectory = root
            runDirectory = root == "/" ? "/run" : "\(root)/run"
        }
        runDirectory = reader.directory("sock_dir") ?? runDirectory
        id = reader.text("id") ?? HostIdentity.id(configurationDirectory: directory)
        logVerbosity = reader.choice("log_level", of: LogVerbosity.self) ?? logVerbosity
        logFormat = reader.choice("log_fmt", of: LogFormat.self) ?? logFormat
        fileRoots = reader.roots("file_roots") ?? fileRoots
        pillarRoots = reader.roots("pillar_roots") ?? pillarRoots
        nodegroups = reader.nodegroups() ?? nodegroups
        pillarMergeStrategy =
            reader.choice("pillar_source_merging_strategy", of: PillarStrategy.self) ?? pillarMergeStrategy
        pillarMergesLists = reader.flag("pillar_merge_lists")
        stateOutput = reader.choice("state_output", of: StateOutputName.self)?.rawValue ?? stateOutput
        for key in ["state_verbose", "state_output_profile"] { _ = reader.flag(key, default: true) }
        for key in ["state_output_diff", "state_output_pct", "state_tabular", "state_compress_ids"] {
            _ = reader.flag(key)
        }
        for key in ["state_output_terse", "state_output_exclude"] { _ = reader.texts(key) }
        for key in Self.keysOfTheEngine { _ = reader.take(key) }
        for key in Self.flagsOfTheEngine { _ = reader.flag(key) }
        _ = reader.directory("cachedir")
        _ = reader.integer("state_max_parallel", in: 0...1_000_000)
        reader.queue()
        renderer = reader.text("renderer") ?? renderer
    }
}

private enum StateOutputName: String, CaseIterable {
    case full, terse, mixed, changes, filter, full_id, terse_id, mixed_id, changes_id, filter_id
}

extension SettingsReader {
    /// `queue`: whether state runs wait for one another, or how many may.
    fileprivate mutating func queue() {
        guard let value = take("queue"), value.scalar?.bool == nil, value.scalar?.int == nil else { return }
        rejectType(of: "queue", is: "True, False or a number of state runs", found: value)
    }

    /// An absolute path, without a slash at its end.
    mutating func directory(_ key: String) -> String? {
        guard let value = take(key) else { return nil }
        guard let path = value.string else {
            rejectType(of: key, is: "the path of a directory", found: value)
            return nil
        }
        guard path.hasPrefix("/") else {
            reject("'\(key)' is '\(path)', but must be an absolute path", at: value)
            return nil
        }
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
