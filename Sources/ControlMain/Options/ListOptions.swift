import ArgumentParser
import Values

/// How much of a list of the newest is shown.
struct ListOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "How many, the newest first.")
    var limit = 20

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit is a number from 1.") }
    }

    /// One more than is shown tells whether there are more.
    var asked: Int { limit < .max ? limit + 1 : limit }

    /// - Parameter isCut: whether there are more than are shown.
    func sayMore(_ isCut: Bool, _ things: String) {
        if isCut { Terminal.say("older \(things) are not shown; --limit \(limit * 5) shows more") }
    }
}
