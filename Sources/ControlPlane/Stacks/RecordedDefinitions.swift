import Model
import Values

/// What the pillar said of stacks when they were released, read once for an action.
struct RecordedDefinitions: Sendable {
    private var definitions: [Value: StackDefinition] = [:]
    /// A sentence for each that can't be read any more.
    private(set) var notes: [String] = []

    init(of stacks: [Stack]) {
        for stack in stacks where !stack.definition.isNull && definitions[stack.definition] == nil {
            do throws(Diagnostics) {
                definitions[stack.definition] = try StackDefinition(app: stack.app, pillar: stack.definition)
            } catch {
                let reason = error.all.map(\.message).joined(separator: "; ")
                notes.append(
                    "what the pillar said when \(stack.label) was released can't be read any more (\(reason)); "
                        + "this goes by what it says now")
            }
        }
    }

    /// nil for a stack that has none, or none that can be read.
    subscript(_ stack: Stack) -> StackDefinition? { definitions[stack.definition] }
}
