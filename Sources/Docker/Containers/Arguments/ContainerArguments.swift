package import Values

/// Reads the arguments of `docker_container.running`, strictly: whatever is wrong with them is said at once, nothing is
/// ignored.
package enum ContainerArguments {
    /// Every name and alias.
    package static let names: [String] = all.flatMap { [$0.name] + $0.aliases }

    /// - Parameters:
    ///   - arguments: without those that every state has (`name`, which is the container's, may be there).
    ///   - location: where they were written, for the diagnostics.
    /// - Throws: a diagnostic for each argument that is unknown, given twice under two names, or of a wrong form.
    package static func decode(_ arguments: ValueMap, at location: SourceLocation? = nil)
        throws(Diagnostics) -> (specification: ContainerSpecification, options: ContainerRunOptions)
    {
        var problems: [Diagnostic] = []
        var draft = ContainerDraft()
        func report(_ message: String, hint: String? = nil) {
            problems.append(Diagnostic(message, at: location, hint: hint))
        }
        for key in arguments.keyTexts where key != "name" && !names.contains(key) {
            report("unknown argument '\(key)' of a container", hint: NearestName.hint(for: key, among: names))
        }
        for argument in all {
            let given = ([argument.name] + argument.aliases).filter { arguments[$0].map { !$0.isNull } ?? false }
            guard let name = given.first, let value = arguments[name] else { continue }
            if given.count > 1, !draft.options.ignoresCollisions {
                report(
                    "'\(given[1])' and '\(name)' are two names of one argument, and both are given",
                    hint: "keep one, or set ignore_collisions to let '\(name)' win")
                continue
            }
            do throws(ArgumentRefusal) { try argument.apply(value, &draft) } catch {
                report("\(name): \(error.reason)")
            }
        }
        for problem in draft.contradictions { report(problem) }
        guard problems.isEmpty, let image = draft.image else { throw Diagnostics(problems) }
        return (draft.specification(image: image), draft.options)
    }
}
