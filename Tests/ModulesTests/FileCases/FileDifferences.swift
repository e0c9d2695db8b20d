/// Where file states differ from Salt's on purpose, and why.
enum FileDifferences {
    struct Difference {
        var reason: String
        var runs: Set<String>
        var cases: [String]
    }

    static let known: [Difference] = [
        Difference(
            reason: "a test tells what would happen", runs: ["test"],
            cases: [
                "touch old", "touch directory", "symlink backup", "keep mode there", "prepend header present",
                "link forced", "line create", "comment indented", "new file diff source",
            ]),
        Difference(
            reason: "a test fetches and verifies what is on a web server", runs: ["test"],
            cases: ["web hash wrong", "web hash wrong there", "web hash file name"]),
        Difference(
            reason: "a test names the reason that the real run has", runs: ["test"], cases: ["symlink backup taken"]),
        Difference(
            reason: "a file in place of a link is told as such", runs: ["test", "apply"], cases: ["link replaced"]),
        Difference(
            reason: "a link takes the place of a directory with `force`",
            runs: ["apply", "again", "tree of apply", "tree of again"], cases: ["symlink forced directory"]),
        Difference(
            reason: "what was not made is no change", runs: ["apply", "again"], cases: ["without parent"]),
        Difference(
            reason: "a directory's changes are its own, not those of the last file in it", runs: ["apply"],
            cases: ["recurse mode", "recurse silent", "children only"]),
        Difference(
            reason: "a change of the mode alone has a comment", runs: ["apply"],
            cases: ["nothing on a file with mode", "replace false mode", "web hash there mode"]),
        Difference(
            reason: "`Unable to manage file` is said once", runs: ["apply", "again"],
            cases: ["web hash file missing", "web hash of a wrong kind", "web hash of a wrong length"]),
        Difference(
            reason: "what is wrong with a hash or an answer is said in other words", runs: ["test", "apply", "again"],
            cases: ["web hash nonsense", "web missing"]),
        Difference(
            reason: "a list of web sources may have a hash for each; Salt has a traceback",
            runs: ["test", "apply", "again", "tree of apply", "tree of again"], cases: ["web list with hashes"]),
        Difference(
            reason: "a replacement is read when something is replaced",
            runs: ["test", "apply", "again", "tree of apply", "tree of again"], cases: ["replace other content"]),
        Difference(
            reason: "the sources that were looked for are named", runs: ["test", "apply", "again"],
            cases: ["recurse missing source"]),
        Difference(
            reason: "nothing is touched when a path can't be made", runs: ["test", "apply", "again"],
            cases: ["recurse conflict"]),
        Difference(
            reason: "every directory of a tree is told; Salt's choice depends on the order of a set",
            runs: ["test", "apply"],
            cases: ["recurse include expression", "recurse empty", "recurse links and empty"]),
        Difference(
            reason: "every directory of a tree is told; Salt's choice depends on the order of a set",
            runs: ["apply"], cases: ["recurse tree", "recurse links", "recurse exclude", "recurse depth one"]),
        Difference(
            reason: "a test has among the changes what would be removed or replaced", runs: ["test"],
            cases: [
                "recurse clean", "recurse clean exclude", "recurse clean required", "recurse clean directory to file",
                "recurse clean file to directory",
            ]),
    ]

    /// Whose order or choice in Salt is a matter of chance, so that they may be equal at times.
    static let chance: Set<String> = [
        "recurse tree", "recurse links", "recurse exclude", "recurse depth one", "recurse include expression",
        "recurse empty", "recurse links and empty",
    ]

    static func reason(for item: String, in run: String) -> String? {
        known.first { $0.runs.contains(run) && $0.cases.contains(item) }?.reason
    }
}
