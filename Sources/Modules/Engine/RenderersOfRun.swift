import Compiler
import Execution
import Synchronization
import Values

/// Keeps the template engine of a run, which takes longer to set up than a small template to render.
final class RenderersOfRun: Sendable {
    private struct Kept {
        var run: RunContext
        var renderer: JinjaRenderer
    }

    private let kept = Mutex<Kept?>(nil)

    /// - Parameter tree: the same for all of a run.
    func renderer(_ tree: any FileTree, _ run: RunContext) -> JinjaRenderer {
        if let last = kept.withLock(\.self), last.run.looksToTemplates(like: run) { return last.renderer }
        let renderer = JinjaRenderer(tree: tree, scope: .of(run))
        kept.withLock { $0 = Kept(run: run, renderer: renderer) }
        return renderer
    }
}

extension RunContext {
    /// Whether templates see and call the same. Maps that nothing has changed since are compared at once.
    fileprivate func looksToTemplates(like other: RunContext) -> Bool {
        isTest == other.isTest && isMock == other.isMock && environment == other.environment && jid == other.jid
            && watchedChanges == other.watchedChanges && pillar.isIdentical(to: other.pillar)
            && grains.isIdentical(to: other.grains) && options.isIdentical(to: other.options)
    }
}
