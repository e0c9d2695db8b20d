/// Where states of the machine differ from Salt's on purpose, and why.
enum MachineDifferences {
    struct Difference {
        var reason: String
        var runs: Set<String>
        var cases: [String]
    }

    private static let known: [String: [Difference]] = [
        "cron": [
            .init(
                reason: "a test tells what the real run does with a job that changes between times and a word",
                runs: ["test"], cases: ["special to times", "times to special", "gone special"]),
            .init(
                reason: "what was drawn once stays", runs: ["again"], cases: ["new range"]),
            .init(
                reason: "a variable that is empty already is not set again", runs: ["again"], cases: ["env new empty"]),
            .init(
                reason: "nothing is written where nothing is to be removed",
                runs: ["tree of apply", "tree of again"], cases: ["env never there"]),
            .init(
                reason: "no crontab is no empty line; owner and group are those of Salt's temporary file",
                runs: ["test", "apply"], cases: ["file new", "file template", "file web"]),
            .init(
                reason: "owner and group are those of Salt's temporary file", runs: ["apply"], cases: ["file other"]),
            .init(
                reason: "no temporary file is named", runs: ["test", "apply", "again"], cases: ["file refused"]),
            .init(reason: "no temporary file is named", runs: ["test"], cases: ["file same"]),
        ],
        "archive": [
            .init(
                reason: "a test fetches the archive and tells what the real run does", runs: ["test"],
                cases: [
                    "served", "served xz", "served tar", "served zip", "served missing", "served hash", "served broken",
                    "served format", "web no hash", "web skip verify", "web hash", "web hash file", "web hash wrong",
                    "hash update",
                ]),
            .init(
                reason: "there is no rar", runs: ["test", "apply", "again"],
                cases: ["served no format", "served wrong format"]),
            .init(
                reason: "what is wrong with a source is said in other words", runs: ["apply", "again"],
                cases: ["served missing", "served broken", "web no hash", "web hash wrong"]),
            .init(
                reason: "the comment says why an archive can't be extracted", runs: ["apply", "again"],
                cases: ["bad options"]),
            .init(
                reason: "a test removes nothing; Salt's does", runs: ["test", "apply"], cases: ["wrong kind forced"]),
            .init(reason: "a test has nothing to fail with", runs: ["test"], cases: ["user there"]),
        ],
        "cached": [
            .init(
                reason: "a test tells what the real run does", runs: ["test"],
                cases: ["served missing", "local", "local url", "local hash", "local hash wrong", "local missing"]),
            .init(
                reason: "what is wrong with a source is said in other words", runs: ["apply", "again"],
                cases: ["served missing", "web no hash"]),
            .init(
                reason: "what is wrong with a source is said in other words", runs: ["test"], cases: ["web no hash"]),
        ],
        "git": [
            .init(
                reason: "what would change is no success yet", runs: ["test"],
                cases: ["there moved", "there no remote", "bare there", "behind kept", "behind moved"]),
            .init(
                reason: "new tags are a list, not the text of a set", runs: ["apply"],
                cases: [
                    "behind", "behind branch", "behind dirty reset", "behind dirty remote", "behind kept",
                    "behind diverged", "behind diverged reset", "behind tag gone",
                ]),
            .init(
                reason: "new tags are a list, not the text of a set", runs: ["again"], cases: ["new shallow"]),
            .init(
                reason: "a branch that follows nothing does not stop to", runs: ["apply"], cases: ["behind moved"]),
            .init(
                reason: "references are looked at to tell whether they changed", runs: ["again"], cases: ["new mirror"]),
        ],
        "http": [
            .init(
                reason: "a sentence begins without a blank", runs: ["test", "apply", "again"], cases: ["neither"])
        ],
        "ini": [
            .init(
                reason: "sections can be made; Salt has a traceback", runs: ["apply", "again"], cases: ["section there"]
            )
        ],
        "locale": [
            .init(
                reason: "a locale that nobody has is told with the file that should have it",
                runs: ["test", "apply", "again"], cases: ["unknown"]),
            .init(
                reason: "no copy and no empty line are left behind", runs: ["apply", "again"], cases: ["real"]),
        ],
        "mount": [
            .init(
                reason: "what is not a path is not shown as one", runs: ["apply"], cases: ["other device"]),
            .init(
                reason: "what is missing already is right in a test, too", runs: ["test"], cases: ["entry never there"]),
            .init(
                reason: "a last line without an end gets one", runs: ["again", "tree of apply", "tree of again"],
                cases: ["entry new"]),
            .init(
                reason: "an entry that stays is not told to be removed", runs: ["test", "apply", "again"],
                cases: ["entry of other device"]),
        ],
        "pkg": [
            .init(
                reason: "what would change is no success yet", runs: ["test"],
                cases: ["hold", "hold several", "hold unknown", "unhold"]),
            .init(
                reason: "what apt says is told after the packages", runs: ["apply", "again"], cases: ["broken"]),
        ],
        "pkgrepo": [
            .init(
                reason: "a test tells what the real run does", runs: ["test"], cases: ["new without key", "nonsense"]),
            .init(
                reason: "a paragraph that has all that is asked for is right", runs: ["test", "apply", "again"],
                cases: ["there modern"]),
            .init(
                reason: "a paragraph that has all that is asked for is right", runs: ["again"],
                cases: ["new modern", "new modern with architecture", "other modern comps", "log"]),
            .init(reason: "a paragraph is shown as a line", runs: ["test"], cases: ["other modern comps"]),
            .init(
                reason: "lists are fetched only where something changed", runs: ["apply"], cases: ["log"]),
        ],
        "sysctl": [
            .init(
                reason: "a test tells what the real run does", runs: ["test"],
                cases: ["other in file only", "unknown"]),
            .init(
                reason: "a parameter that the kernel doesn't know is not written down",
                runs: ["tree of apply", "tree of again"], cases: ["unknown"]),
        ],
        "ssh_auth": [
            .init(
                reason: "a test tells what the real run does", runs: ["test"],
                cases: ["invalid", "invalid length", "source missing"]),
            .init(
                reason: "lines that are not understood stay", runs: ["tree of apply", "tree of again"],
                cases: ["gone keeps nonsense"]),
        ],
        "ssh_known_hosts": [
            .init(reason: "a test tells what the real run does", runs: ["test"], cases: ["port hashed"]),
            .init(
                reason: "what a test refuses is refused by the real run, too",
                runs: ["apply", "again", "tree of apply", "tree of again"],
                cases: ["key without kind", "key and fingerprint"]),
        ],
    ]

    /// The differences of a topic; those of the file states are one list.
    static func of(_ topic: String) -> [Difference] {
        topic.hasPrefix("file_") ? FileDifferences.known : known[topic] ?? []
    }

    static func reason(for item: String, of topic: String, in run: String) -> String? {
        of(topic).first { $0.runs.contains(run) && $0.cases.contains(item) }?.reason
    }
}
