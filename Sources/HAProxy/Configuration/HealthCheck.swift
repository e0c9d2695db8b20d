/// How HAProxy, and the direct probe, find out whether a server may have traffic.
package struct HealthCheck: Sendable, Hashable {
    package var method: String
    package var path: String
    /// The `Host` header of the check; HTTP/1.1 needs one.
    package var host: String
    package var expect: StatusRange
    package var interval: Duration
    package var timeout: Duration
    /// So many good checks in a row make a server that was down go up.
    package var rise: Int
    /// So many bad checks in a row make a server that was up go down.
    package var fall: Int

    package init(
        method: String = "GET", path: String = "/", host: String = "localhost", expect: StatusRange = .healthy,
        interval: Duration = .seconds(1), timeout: Duration = .seconds(1), rise: Int = 2, fall: Int = 3
    ) {
        self.method = method
        self.path = path
        self.host = host
        self.expect = expect
        self.interval = interval
        self.timeout = timeout
        self.rise = rise
        self.fall = fall
    }
}
