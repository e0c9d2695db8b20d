import Values

/// The pillar that was compiled last, for the functions and templates between two state runs.
actor PillarMemory {
    private var pillar: ValueMap?
    private var compiling: Task<ValueMap, Never>?
    /// Counts what made a compilation under way out of date: its pillar is not kept.
    private var generation = 0
    private let heard: @Sendable (ValueMap) -> Void

    /// - Parameter heard: is told every pillar that is remembered.
    init(heard: @escaping @Sendable (ValueMap) -> Void = { _ in }) { self.heard = heard }

    /// What is remembered; compiled first when nothing is.
    func current(compile: @escaping @Sendable () async -> ValueMap) async -> ValueMap {
        if let pillar { return pillar }
        if let compiling { return await compiling.value }
        let task = Task { await compile() }
        let begun = generation
        compiling = task
        let compiled = await task.value
        guard begun == generation else { return compiled }
        compiling = nil
        // A pillar with errors is not kept: the next call tries again.
        if compiled["_errors"] == nil {
            pillar = compiled
            heard(compiled)
        }
        return compiled
    }

    func remember(_ pillar: ValueMap) {
        forget()
        self.pillar = pillar
        heard(pillar)
    }

    func forget() {
        generation += 1
        compiling = nil
        pillar = nil
    }
}
