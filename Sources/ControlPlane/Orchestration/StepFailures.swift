import Values

/// What went wrong in an orchestration: a text for each step that failed by itself, not only because another did.
struct StepFailures {
    let texts: [String]

    /// - Parameter steps: the state returns by tag, or the messages of the compiler.
    init(_ steps: Value) {
        if let messages = steps.list {
            texts = messages.compactMap(\.scalarText)
            return
        }
        texts = (steps.map ?? [:]).values.compactMap { step in
            guard step["result"]?.bool == false, let comment = step["comment"]?.string,
                !comment.hasPrefix("One or more requisite failed")
            else { return nil }
            return "\(step["__id__"]?.string ?? "?"): \(comment)"
        }
    }
}
