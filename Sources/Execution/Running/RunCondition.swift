import Logging
import Model
import Values

/// Decides by `onlyif`, `unless` and `creates` whether a chunk runs at all.
struct RunCondition: Sendable {
    let chunk: LowChunk
    let context: RunContext

    private struct Answer {
        let isSkip: Bool
        let comment: String

        static func go(_ comment: String) -> Answer { Answer(isSkip: false, comment: comment) }
        static func skip(_ comment: String) -> Answer { Answer(isSkip: true, comment: comment) }
    }

    /// The comment of the skip, or nil when the chunk is to run.
    ///
    /// - Throws: what a function that was asked (`onlyif: [{fun: ...}]`) threw.
    func reasonToSkip() async throws -> String? {
        var answers: [Answer] = []
        if let entries = entries("onlyif") { answers.append(try await onlyIf(entries)) }
        if let entries = entries("unless") { answers.append(try await unless(entries)) }
        if let creates = chunk.globals["creates"], !creates.isNull { answers.append(await self.creates(creates)) }
        guard answers.contains(where: \.isSkip) else { return nil }
        return answers.map(\.comment).joined(separator: "\n")
    }

    private func entries(_ key: String) -> [Value]? {
        guard let value = chunk.globals[key], !value.isNull, value != "" else { return nil }
        return value.list ?? [value]
    }

    private func onlyIf(_ entries: [Value]) async throws -> Answer {
        var comment = ""
        for entry in entries {
            switch try await isTrue(entry, whenItCannotStart: false) {
            case true?: comment = "onlyif condition is true"
            case false?: return .skip("onlyif condition is false")
            case nil: return .go("onlyif execution failed, bad type passed")
            }
        }
        return .go(comment)
    }

    private func unless(_ entries: [Value]) async throws -> Answer {
        var answer = Answer.go("")
        for entry in entries {
            switch try await isTrue(entry, whenItCannotStart: true) {
            case true?: answer = .skip("unless condition is true")
            case false?: return .go("unless condition is false")
            case nil: answer = .go("unless condition is false, bad type passed")
            }
        }
        return answer
    }

    private func creates(_ value: Value) async -> Answer {
        let paths = value.list?.compactMap(\.scalarText) ?? value.scalarText.map { [$0] } ?? []
        for path in paths where await !context.services.exists(path) { return .go("Creates files not found") }
        return .skip(value.list == nil ? "\(paths.first ?? "") exists" : "All files in creates exist")
    }

    /// Whether a command or function says yes; nil for an entry that is neither.
    private func isTrue(_ entry: Value, whenItCannotStart: Bool) async throws -> Bool? {
        if let command = entry.string {
            do {
                return try await context.services.exitCode(of: command, options: CommandOptions.of(chunk)) == 0
            } catch {
                context.logger.warning(
                    "a condition's command can't be started",
                    metadata: ["state": "\(chunk.id)", "command": "\(command)", "error": "\(error)"])
                return whenItCannotStart
            }
        }
        guard let map = entry.map else { return nil }
        let call = try ConditionCall(map, of: chunk)
        let answer = try await context.services.call(call.function, in: context)
        guard answer.retcode == 0 else { return false }
        guard let path = call.path else { return answer.value.isTruthy }
        return answer.value.value(at: path)?.isTruthy ?? false
    }
}

/// A condition in the form `{fun: file.file_exists, args: [/etc/motd], get_return: path, key: value}`.
private struct ConditionCall {
    let function: FunctionCall
    let path: String?

    init(_ map: ValueMap, of chunk: LowChunk) throws(Diagnostic) {
        var keywords = map
        guard let name = keywords.removeValue(forKey: "fun")?.string else {
            throw Diagnostic(
                "a condition of '\(chunk.id)' has no 'fun'", at: chunk.location,
                hint: "write it as {fun: file.file_exists, args: [/etc/motd]}")
        }
        path = keywords.removeValue(forKey: "get_return")?.scalarText
        let arguments = keywords.removeValue(forKey: "args")
        function = FunctionCall(
            try FunctionName(name), arguments: arguments.map { $0.list ?? [$0] } ?? [], keywords: keywords)
    }
}
