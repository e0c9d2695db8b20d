import Execution
import Host
import Model
import Values

extension FileRecurse {
    func directoryStep(_ path: String, _ reader: HostReader, _ run: RunContext) async throws -> Step {
        var decoder = ArgumentDecoder(directoryArguments)
        let function = FileDirectory(name: path, &decoder)
        var seen = try await function.observe(with: reader, in: run)
        let isFile = cleans && seen.status != nil && seen.status?.kind != .directory
        if isFile { seen.status = nil }
        let plan = function.plan(seen)
        var step = Step(path, plan) { .directory(path, function, $0) }
        if isFile { step.replace("Replacing \(path) with a directory", note: "Replaced file with a directory") }
        return step
    }

    func fileStep(
        _ path: String, _ url: String, _ reader: HostReader, _ run: RunContext
    ) async throws -> Step {
        var decoder = ArgumentDecoder(fileArguments.merged(with: ["source": .string(url), "makedirs": true]))
        let function = FileManaged(name: path, &decoder)
        if let problem = decoder.finish(for: Self.function.description).first {
            return Step(path: path, comment: problem.description, predicted: [:], isPossible: false)
        }
        var seen = try await function.observe(with: reader, in: run)
        let isDirectory = cleans && function.replaces && seen.status?.kind == .directory
        if isDirectory { seen.status = nil }
        let plan = function.plan(seen)
        var step = Step(path, plan) { .file(path, function, $0) }
        if isDirectory {
            step.replace("Replacing directory \(path) with a file", note: "Replaced directory with a new file")
        }
        return step
    }

    func linkStep(
        _ path: String, _ target: String, _ reader: HostReader, _ run: RunContext
    ) async throws -> Step {
        var decoder = ArgumentDecoder(linkArguments.merged(with: ["target": .string(target)]))
        let function = FileSymlink(name: path, &decoder)
        let plan = function.plan(try await function.observe(with: reader, in: run))
        return Step(path, plan) { .link(path, function, $0) }
    }
}

extension FileRecurse.Step {
    fileprivate init<Change>(_ path: String, _ plan: Plan<Change>, _ make: (Change) -> FileRecurse.Action) {
        self.init(path: path, comment: plan.comment, predicted: plan.predicted)
        switch plan.verdict {
        case .satisfied: break
        case .impossible: isPossible = false
        case .changes(let own): actions = own.map(make)
        }
    }

    /// Another kind of thing is in the way.
    fileprivate mutating func replace(_ comment: String, note: String) {
        self.comment = comment
        actions.insert(.clear(path, note: note), at: 0)
    }
}
