package import Values

extension HAProxySettings {
    private static let keys = [
        "directory", "program", "config", "maps_dir", "socket", "master_socket", "pid_file", "user", "group", "chroot",
        "timeout", "reload_timeout", "hard_stop_after", "max_reloads",
    ]

    /// Reads the minion's `haproxy` settings.
    ///
    /// `directory` puts everything below one folder, without other users; each other key sets one thing. A null `user`,
    /// `group` or `chroot` means none.
    /// - Throws: `HAProxyError.configurationInvalid` with every mistake.
    package init(minionConfiguration value: Value?) throws(HAProxyError) {
        var reader = PillarReader()
        let place = "the minion's haproxy settings"
        let map = reader.section(value, at: place, keys: Self.keys)
        var settings = HAProxySettings()
        if let directory = reader.text(map, "directory", at: place) { settings = HAProxySettings(directory: directory) }
        let texts: [(String, WritableKeyPath<HAProxySettings, String>)] = [
            ("program", \.program), ("config", \.configurationFile), ("maps_dir", \.mapsDirectory),
            ("socket", \.adminSocket), ("master_socket", \.masterSocket), ("pid_file", \.pidFile),
        ]
        for (key, field) in texts {
            guard let text = reader.word(map, key, at: place) else { continue }
            settings[keyPath: field] = text
        }
        let optionals: [(String, WritableKeyPath<HAProxySettings, String?>)] = [
            ("user", \.user), ("group", \.group), ("chroot", \.chroot),
        ]
        for (key, field) in optionals where map[key] != nil {
            settings[keyPath: field] = reader.word(map, key, at: place)
        }
        let durations: [(String, WritableKeyPath<HAProxySettings, Duration>)] = [
            ("timeout", \.commandDeadline), ("reload_timeout", \.reloadDeadline), ("hard_stop_after", \.hardStopAfter),
        ]
        for (key, field) in durations {
            guard let duration = reader.duration(map, key, at: place) else { continue }
            settings[keyPath: field] = duration
        }
        if let number = reader.number(map, "max_reloads", at: place, in: 1...1000) { settings.maximumReloads = number }
        guard reader.problems.isEmpty else { throw .configurationInvalid(reader.problems) }
        self = settings
    }
}
