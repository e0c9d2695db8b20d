/// Why the stage can't be used: a sentence for whoever reads the test's report.
struct StageFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
