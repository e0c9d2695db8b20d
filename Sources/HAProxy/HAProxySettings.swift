/// Where HAProxy's files and sockets are on this host. The defaults are those of Debian's package.
package struct HAProxySettings: Sendable, Hashable {
    package var program = "/usr/sbin/haproxy"
    package var configurationFile = "/etc/haproxy/haproxy.cfg"
    package var mapsDirectory = "/etc/haproxy/maps"
    package var adminSocket = "/run/haproxy/admin.sock"
    /// Debian's unit passes `-S /run/haproxy-master.sock`.
    package var masterSocket = "/run/haproxy-master.sock"
    package var pidFile = "/run/haproxy.pid"
    /// None of these three means that HAProxy goes on as the user that starts it.
    package var user: String? = "haproxy"
    package var group: String? = "haproxy"
    package var chroot: String? = "/var/lib/haproxy"
    /// How long one command on a socket may take.
    package var commandDeadline: Duration = .seconds(5)
    /// How long a new worker may take to come up.
    package var reloadDeadline: Duration = .seconds(20)
    /// Bounds the life of an old worker that still has connections after a reload.
    package var hardStopAfter: Duration = .seconds(120)
    /// Bounds the number of old workers: the oldest is ended when a worker has survived so many reloads.
    package var maximumReloads = 10

    package init() {}

    /// Everything below one directory and without other users: for tests, the demo and unprivileged trials.
    package init(directory: String) {
        configurationFile = "\(directory)/haproxy.cfg"
        mapsDirectory = "\(directory)/maps"
        adminSocket = "\(directory)/admin.sock"
        masterSocket = "\(directory)/master.sock"
        pidFile = "\(directory)/haproxy.pid"
        user = nil
        group = nil
        chroot = nil
    }

    /// The one map that says which backend is an application's active, release and inactive one.
    package var stacksMap: String { "\(mapsDirectory)/stacks.map" }

    /// The folder in which the caller keeps the registered applications, one JSON file each.
    package var applicationsDirectory: String { "\(mapsDirectory)/applications" }
}
