import Execution
import Values

/// How long a password and an account last: the fields of `/etc/shadow` behind the password, and `chage`'s options for them.
struct UserAging: Sendable, Hashable {
    private struct Limit: Sendable, Hashable {
        var name: String
        var option: String
        /// Its field in a line of `/etc/shadow`.
        var field: Int
        var days: Int
    }

    private let limits: [Limit]

    init(_ arguments: inout ArgumentDecoder) {
        let known: [(name: String, option: String, field: Int)] = [
            ("date", "-d", 2), ("mindays", "-m", 3), ("maxdays", "-M", 4), ("warndays", "-W", 5),
            ("inactdays", "-I", 6),
            ("expire", "-E", 7),
        ]
        var limits: [Limit] = []
        for (name, option, field) in known {
            guard let days = arguments.integer(name) else { continue }
            limits.append(Limit(name: name, option: option, field: field, days: days))
        }
        self.limits = limits
    }

    var isAsked: Bool { !limits.isEmpty }

    /// What differs from a line of `/etc/shadow`, as options of `chage` and as a return's `changes`. An empty field is -1.
    func differences(from fields: [String]) -> (words: [String], changes: ValueMap) {
        var words: [String] = []
        var changes: ValueMap = [:]
        for limit in limits {
            let current = fields.count > limit.field ? Int(fields[limit.field]) ?? -1 : -1
            guard current != limit.days else { continue }
            words += [limit.option, String(limit.days)]
            changes[limit.name] = .int(limit.days)
        }
        return (words, changes)
    }
}
