import Jinja
import Values

/// Filters that look at the rendering host, through its execution functions.
struct HostFilters {
    let host: any TemplateHost
    /// More files than any template lists.
    private static let mostFiles = 65536

    /// Those whose function the host has.
    var all: [String: TemplateFilter] {
        let known = host.functionNames
        return Self.filters.filter { known.contains($0.value.function) }.mapValues { filter in
            { [host] value, arguments in Object(try filter.body(host, value, arguments)) }
        }
    }

    private struct HostFilter: Sendable {
        /// The host's function that it needs.
        let function: String
        let body: @Sendable (any TemplateHost, Object, CallArguments) throws -> Value
    }

    private static let filters: [String: HostFilter] = [
        "which": HostFilter(function: "cmd.which") { host, value, _ in
            try host.call("cmd.which", arguments: [.string(try value.asText())], keywords: [:])
        },
        "file_hashsum": HostFilter(function: "file.get_hash") { host, value, arguments in
            let form = try arguments.argument(0, "form").text(or: "sha256")
            let path = Value.string(try value.asText())
            return try host.call("file.get_hash", arguments: [path, .string(form)], keywords: [:])
        },
        "get_uid": HostFilter(function: "user.info") { host, value, _ in
            let user = try host.call("user.info", arguments: [.string(try value.asText())], keywords: [:])
            return user["uid"] ?? .null
        },
        "is_empty": HostFilter(function: "file.stats") { host, value, _ in
            let path = Value.string(try value.asText())
            guard try holds("file.file_exists", path, host) || holds("file.directory_exists", path, host) else {
                return false
            }
            return .bool(try host.call("file.stats", arguments: [path], keywords: [:])["size"] == 0)
        },
        "is_text_file": HostFilter(function: "file.is_text") { host, value, _ in
            try host.call("file.is_text", arguments: [.string(try path(value))], keywords: [:])
        },
        "is_bin_file": HostFilter(function: "file.is_binary") { host, value, _ in
            try host.call("file.is_binary", arguments: [.string(try path(value))], keywords: [:])
        },
        "http_query": HostFilter(function: "http.query") { host, value, arguments in
            try forwarded("http.query", as: ["method", "params", "data"], value, arguments, host)
        },
        "dns_check": HostFilter(function: "network.dns_check") { host, value, arguments in
            try forwarded("network.dns_check", as: ["port", "safe", "ipv6"], value, arguments, host)
        },
        "list_files": HostFilter(function: "file.readdir") { host, value, _ in
            .list(try files(under: try value.asText(), host).map(Value.string))
        },
    ]

    private static func path(_ value: Object) throws -> String {
        guard case .string(let path) = value else {
            throw Failure("expected a path, not \(value.typeName)")
        }
        return path
    }

    /// Calls a function of the filter's own parameters, of which those in `names` can be given by position.
    private static func forwarded(
        _ function: String, as names: [String], _ value: Object, _ arguments: CallArguments, _ host: any TemplateHost
    ) throws -> Value {
        var (given, keywords) = try arguments.values()
        guard given.count <= names.count else {
            throw Failure("only \(names.joined(separator: ", ")) can be given by position, the rest by name")
        }
        for (name, value) in zip(names, given) { keywords[name] = value }
        return try host.call(function, arguments: [try value.value()], keywords: keywords)
    }

    private static func holds(_ function: String, _ path: Value, _ host: any TemplateHost) throws -> Bool {
        try host.call(function, arguments: [path], keywords: [:]).isTruthy
    }

    /// The path itself and all that is below it, the names of each directory in order.
    private static func files(under path: String, _ host: any TemplateHost) throws -> [String] {
        var found: [String] = []
        var waiting = [path]
        while let next = waiting.popLast() {
            found.append(next)
            guard found.count <= mostFiles else {
                throw Failure("there are more than \(mostFiles) files below '\(path)'", kind: .limit)
            }
            let value = Value.string(next)
            guard try holds("file.directory_exists", value, host), try !holds("file.is_link", value, host) else {
                continue
            }
            let names = try host.call("file.readdir", arguments: [value], keywords: [:]).list ?? []
            for name in names.compactMap(\.string).sorted().reversed() where name != "." && name != ".." {
                waiting.append(next.hasSuffix("/") ? next + name : next + "/" + name)
            }
        }
        return found
    }
}
