/// What `pigeon-load` was asked to do.
struct LoadOptions: Sendable {
    var target = LoadTarget(address: "127.0.0.1", port: 80, path: "/", host: "127.0.0.1")
    /// Seconds; the load ends when they are over, or after `requests`, whatever comes first.
    var duration = 10.0
    var requests: Int?
    var keepAliveClients = 10
    var newConnectionClients = 5
    /// The part of the requests that are POSTs, 0 to 1.
    var postShare = 0.0
    /// Requests per second of all clients together; 0 means as fast as they can.
    var rate = 300.0
    var headers: [String] = []
    var timeout = 10.0
    var reportFile: String?
    var eventsFile: String?

    static let usage = """
        usage: pigeon-load --url http://ADDRESS[:PORT]/PATH [options]
          --duration S      seconds (10)
          --requests N      end after N requests
          --keep-alive N    clients that keep their connection (10)
          --new N           clients that open a connection per request (5)
          --post-share F    part of POSTs, 0 to 1 (0)
          --rate N          requests per second of all clients (300), 0 for no limit
          --header 'K: V'   may be repeated
          --timeout S       seconds until an answer counts as failed (10)
          --report FILE     the result as JSON
          --events FILE     one JSON line per request
        No request is ever repeated. Exit code: 0 nothing failed, 1 something failed, 2 wrong usage.

        """

    /// Why the arguments cannot be used; a sentence for a person.
    struct Refusal: Error { var message: String }

    init(arguments: [String]) throws(Refusal) {
        var hasURL = false
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { throw Refusal(message: "\(name) needs a value, or is unknown") }
            switch name {
            case "--url":
                target = try LoadTarget(url: value)
                hasURL = true
            case "--duration": duration = try Self.number(name, value, 0.1...86400)
            case "--requests": requests = Int(try Self.number(name, value, 1...100_000_000))
            case "--keep-alive": keepAliveClients = Int(try Self.number(name, value, 0...500))
            case "--new": newConnectionClients = Int(try Self.number(name, value, 0...500))
            case "--post-share": postShare = try Self.number(name, value, 0...1)
            case "--rate": rate = try Self.number(name, value, 0...100_000)
            case "--timeout": timeout = try Self.number(name, value, 0.1...3600)
            case "--report": reportFile = value
            case "--events": eventsFile = value
            case "--header":
                guard value.contains(":"), !value.contains(where: \.isNewline) else {
                    throw Refusal(message: "--header is 'Name: value' and not '\(value)'")
                }
                headers.append(value)
            default: throw Refusal(message: "unknown option '\(name)'")
            }
        }
        guard hasURL else { throw Refusal(message: "--url is missing") }
        guard keepAliveClients + newConnectionClients > 0 else { throw Refusal(message: "there are no clients") }
    }

    private static func number(_ name: String, _ text: String, _ range: ClosedRange<Double>) throws(Refusal) -> Double {
        guard let number = Double(text), range.contains(number) else {
            throw Refusal(
                message: "\(name) is a number from \(range.lowerBound) to \(range.upperBound) and not '\(text)'")
        }
        return number
    }
}
