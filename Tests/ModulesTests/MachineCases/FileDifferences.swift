/// Where file states differ from Salt's on purpose, and why.
enum FileDifferences {
    static let known: [MachineDifferences.Difference] = [
        .init(
            reason: "a test tells what would happen", runs: ["test"],
            cases: [
                "touch old", "touch directory", "symlink backup", "keep mode there", "prepend header present",
                "link forced", "line create", "comment indented", "new file diff source",
            ]),
        .init(
            reason: "a test fetches and verifies what is on a web server", runs: ["test"],
            cases: ["web hash wrong", "web hash wrong there", "web hash file name"]),
        .init(
            reason: "a test names the reason that the real run has", runs: ["test"], cases: ["symlink backup taken"]),
        .init(
            reason: "a file in place of a link is told as such", runs: ["test", "apply"], cases: ["link replaced"]),
        .init(
            reason: "a link takes the place of a directory with `force`",
            runs: ["apply", "again", "tree of apply", "tree of again"], cases: ["symlink forced directory"]),
        .init(
            reason: "what was not made is no change", runs: ["apply", "again"], cases: ["without parent"]),
        .init(
            reason: "a directory's changes are its own, not those of the last file in it", runs: ["apply"],
            cases: ["recurse mode", "recurse silent", "children only"]),
        .init(
            reason: "a change of the mode alone has a comment", runs: ["apply"],
            cases: ["nothing on a file with mode", "replace false mode", "web hash there mode"]),
        .init(
            reason: "`Unable to manage file` is said once", runs: ["apply", "again"],
            cases: ["web hash file missing", "web hash of a wrong kind", "web hash of a wrong length"]),
        .init(
            reason: "what is wrong with a hash or an answer is said in other words", runs: ["test", "apply", "again"],
            cases: ["web hash nonsense", "web missing"]),
        .init(
            reason: "a list of web sources may have a hash for each; Salt has a traceback",
            runs: ["test", "apply", "again", "tree of apply", "tree of again"], cases: ["web list with hashes"]),
        .init(
            reason: "a replacement is read when something is replaced",
            runs: ["test", "apply", "again", "tree of apply", "tree of again"], cases: ["replace other content"]),
        .init(
            reason: "the sources that were looked for are named", runs: ["test", "apply", "again"],
            cases: ["recurse missing source"]),
        .init(
            reason: "nothing is touched when a path can't be made", runs: ["test", "apply", "again"],
            cases: ["recurse conflict"]),
        .init(
            reason: "every directory of a tree is told; Salt's choice depends on the order of a set",
            runs: ["test", "apply"],
            cases: ["recurse include expression", "recurse empty", "recurse links and empty"]),
        .init(
            reason: "every directory of a tree is told; Salt's choice depends on the order of a set",
            runs: ["apply"], cases: ["recurse tree", "recurse links", "recurse exclude", "recurse depth one"]),
        .init(
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
}
