package import Model
package import Values

/// What templates may see and call, beside the names that come from the file itself.
package struct TemplateScope: Sendable {
    /// The minion that is rendered for.
    package var minion: MinionID
    package var grains: ValueMap
    package var pillar: ValueMap
    /// The merged configuration (`opts`).
    package var options: ValueMap
    package var matcher: TargetMatcher
    /// Functions of the rendering host.
    package var host: any TemplateHost
    /// Microseconds since 1970, for `strftime` of nothing; nil where time is not to be had.
    package var now: (@Sendable () -> Int64)?

    package init(
        minion: MinionID, grains: ValueMap = [:], pillar: ValueMap = [:], options: ValueMap = [:],
        matcher: TargetMatcher = TargetMatcher(), host: any TemplateHost = NoTemplateHost(),
        now: (@Sendable () -> Int64)? = nil
    ) {
        self.minion = minion
        self.grains = grains
        self.pillar = pillar
        self.options = options
        self.matcher = matcher
        self.host = host
        self.now = now
    }

    /// The minion as targets see it.
    package var subject: TargetSubject { TargetSubject(id: minion, grains: grains, pillar: pillar) }
}

/// The functions that templates call as `salt['mod.fun'](...)` and that need the rendering host.
///
/// Functions that only look at grains, pillar, configuration and files are built in and are not asked for here.
package protocol TemplateHost: Sendable {
    /// The names that `call` knows, `cmd.run`.
    var functionNames: Set<String> { get }

    /// - Throws: anything printable; the template's error begins with "Problem running salt function in Jinja template".
    func call(_ function: String, arguments: [Value], keywords: ValueMap) throws -> Value
}

/// A host without functions.
package struct NoTemplateHost: TemplateHost {
    package init() {}

    package var functionNames: Set<String> { [] }

    package func call(_ function: String, arguments: [Value], keywords: ValueMap) throws -> Value {
        throw Diagnostic("'\(function)' is not available here")
    }
}
