/// The arguments that the engine takes for itself.
package enum StateKeywords {
    /// Requisites that the run knows, and `use`, which the compiler spends.
    package static let requisites: Set<String> = [
        "require", "watch", "prereq", "onchanges", "onfail", "use", "listen", "require_any", "watch_any",
        "onchanges_any", "onfail_any", "onfail_all",
    ]

    /// `X_in: [{mod: id}]` in A is `X: [{mod of A: A}]` in the target.
    package static let reverse: [String: String] = [
        "require_in": "require", "watch_in": "watch", "prereq_in": "prereq", "onchanges_in": "onchanges",
        "onfail_in": "onfail", "use_in": "use", "listen_in": "listen",
    ]

    package static func isRequisite(_ name: String) -> Bool { requisites.contains(name) || reverse[name] != nil }

    /// What `use` doesn't copy. Other requisites, such as `require_any` and `listen`, it does: Salt 3008 knows them as
    /// arguments like others there.
    private static let unusable: Set<String> = [
        "name", "names", "order", "require", "watch", "prereq", "onchanges", "onfail", "onfail_stop", "use",
        "require_in",
        "watch_in", "prereq_in", "onchanges_in", "onfail_in", "use_in",
    ]

    /// Whether `use` copies an argument of this name.
    package static func isUsable(_ name: String) -> Bool { !unusable.contains(name) }

    /// What else is never an argument of the state function as such.
    package static let runtime: Set<String> = [
        "onfail_stop", "order", "fun", "state", "check_cmd", "onlyif", "unless", "creates", "retry", "parallel",
        "failhard", "fire_event", "reload_modules", "reload_grains", "reload_pillar", "runas", "runas_password",
        "umask",
        "no_log", "saltenv", "cmd_opts_exclude", "aggregate", "provider", "beacon",
    ]

    package static func isGlobal(_ name: String) -> Bool {
        isRequisite(name) || runtime.contains(name) || name.hasPrefix("__")
    }
}
