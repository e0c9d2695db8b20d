import Glibc

/// How many files, connections among them, this process may have open.
package enum OpenFileLimit {
    /// Raises the limit to the highest that this process may set, which `ulimit -Hn` and systemd's `LimitNOFILE` give.
    ///
    /// - Returns: the limit as it is now; nil when it can't be found out.
    @discardableResult
    package static func raise() -> Int? {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return nil }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(resource, &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }

    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
}
