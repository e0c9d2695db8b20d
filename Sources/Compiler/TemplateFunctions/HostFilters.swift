import Jinja
import Values

/// Filters that look at the rendering host, through its execution functions.
struct HostFilters {
    let host: any TemplateHost

    /// Those whose function the host has.
    var all: [String: TemplateFilter] {
        let known = Set(host.functionNames)
        var filters: [String: TemplateFilter] = [:]
        if known.contains("cmd.which") {
            filters["which"] = { [host] value, _ in
                Object(try host.call("cmd.which", arguments: [.string(try value.asText())], keywords: [:]))
            }
        }
        if known.contains("file.get_hash") {
            filters["file_hashsum"] = { [host] value, arguments in
                let form = try arguments.argument(0, "form").text(or: "sha256")
                let path = Value.string(try value.asText())
                return Object(try host.call("file.get_hash", arguments: [path, .string(form)], keywords: [:]))
            }
        }
        return filters
    }
}
