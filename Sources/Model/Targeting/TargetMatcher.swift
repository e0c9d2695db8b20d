package import Values

/// Decides which minions a target means.
///
/// Where Salt takes a malformed expression for "matches nothing", this refuses it and says what is wrong.
package struct TargetMatcher: Sendable {
    private let nodegroups: [String: Value]
    private let comparesPillarExactly: Bool

    /// - Parameters:
    ///   - nodegroups: named targets of the configuration, each a compound expression or a list of its words.
    ///   - comparesPillarExactly: patterns don't count on pillar values: who may not read them can't guess them either.
    package init(nodegroups: [String: Value] = [:], comparesPillarExactly: Bool = false) {
        self.nodegroups = nodegroups
        self.comparesPillarExactly = comparesPillarExactly
    }

    /// The same, with pillar values compared exactly.
    package var exactOnPillar: TargetMatcher {
        TargetMatcher(nodegroups: nodegroups, comparesPillarExactly: true)
    }

    package func matches(_ target: Target, _ subject: TargetSubject) throws(Diagnostic) -> Bool {
        try condition(target).matches(subject)
    }

    /// Reads a target once, for many minions.
    ///
    /// - Throws: for a malformed expression, an invalid pattern, an unknown nodegroup or one that contains itself.
    package func condition(_ target: Target) throws(Diagnostic) -> TargetCondition {
        let (expression, delimiter) = (target.expression, target.delimiter)
        switch target.type {
        case .glob: return .glob(Glob(expression))
        case .pcre: return .expression(TargetExpression(pattern: try .compile(expression, in: expression)))
        case .list: return .list(Self.ids(expression))
        case .grain: return try data(expression, delimiter, .glob, isPillar: false)
        case .grainPCRE: return try data(expression, delimiter, .expression, isPillar: false)
        case .pillar: return try data(expression, delimiter, .glob, isPillar: true)
        case .pillarPCRE: return try data(expression, delimiter, .expression, isPillar: true)
        case .pillarExact: return try data(expression, delimiter, .exact, isPillar: true)
        case .ipcidr: return .address(try AddressRange(expression))
        case .nodegroup: return try nodegroup(expression, within: [])
        case .compound: return try compound(expression.split(whereSeparator: \.isWhitespace).map(String.init), [])
        }
    }

    /// The ids of a comma-separated list, spaces removed.
    package static func ids(_ list: String) -> Set<String> {
        Set(list.split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }.filter { !$0.isEmpty })
    }

    private func data(
        _ expression: String, _ delimiter: String, _ comparison: PathCondition.Comparison, isPillar: Bool
    ) throws(Diagnostic) -> TargetCondition {
        let comparison = isPillar && comparesPillarExactly ? .exact : comparison
        let path = try PathCondition(expression, delimiter: delimiter, comparison: comparison)
        return .data(TargetDataCondition(path: path, isPillar: isPillar))
    }

    private func compound(_ words: [String], _ outer: [String]) throws(Diagnostic) -> TargetCondition {
        var parser = CompoundParser(words) { word throws(Diagnostic) in try term(word, within: outer) }
        return try parser.parse()
    }

    /// One word of a compound expression that is no operator: `G@os:Debian`, `web*`.
    private func term(_ word: String, within outer: [String]) throws(Diagnostic) -> TargetCondition {
        guard let term = CompoundTerm(word) else { return .glob(try Self.glob(word)) }
        guard let type = term.type else {
            throw Diagnostic(
                "unknown target letter '\(term.letter)@' in '\(word)'", hint: "known are \(CompoundTerm.legend)")
        }
        if type == .nodegroup { return try nodegroup(term.pattern, within: outer) }
        return try condition(Target(term.pattern, type: type, delimiter: term.delimiter))
    }

    /// No id has a parenthesis in it: one that touches a word is meant as an operator.
    private static func glob(_ word: String) throws(Diagnostic) -> Glob {
        guard word.contains(where: { "()".contains($0) }) else { return Glob(word) }
        throw Diagnostic(
            "a parenthesis touches a word in '\(word)'",
            hint: "write spaces around parentheses: ( web1 or web2 ) and not (web1 or web2)")
    }

    private func nodegroup(_ name: String, within outer: [String]) throws(Diagnostic) -> TargetCondition {
        guard !outer.contains(name) else {
            throw Diagnostic("nodegroup '\(name)' contains itself: \((outer + [name]).joined(separator: " -> "))")
        }
        guard let definition = nodegroups[name] else {
            throw Diagnostic(
                "unknown nodegroup '\(name)'", hint: NearestName.hint(for: name, among: nodegroups.keys.sorted()))
        }
        let words: [String]
        switch definition {
        case .string(let text): words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        case .list(let list): words = list.compactMap(\.scalarText)
        default: throw Diagnostic("nodegroup '\(name)' must be a string or a list, not \(definition.kindName)")
        }
        if CompoundParser.isPlainList(words) {
            let isExpression = words.contains { $0.contains { "([{\\?}])".contains($0) } }
            let joined = words.joined(separator: ",")
            return try condition(Target(joined, type: isExpression ? .pcre : .list))
        }
        return try compound(words, outer + [name])
    }
}
