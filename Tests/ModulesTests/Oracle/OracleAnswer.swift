import Execution
import Model
import Values

/// What a call came to, in the shape in which answers are compared: without times, states in the order in which they ran.
struct OracleAnswer {
    private static let runs: Set<String> = [
        "state.apply", "state.sls", "state.highstate", "state.single", "state.template_str",
    ]

    private let value: Value
    private let retcode: Int?
    private let raised: Bool

    /// Salt's, as it is stored.
    init(stored: Value) {
        raised = stored["raised"] != nil
        value = (stored["return"] ?? nil).inCanonicalOrder
        retcode = stored["retcode"]?.int
    }

    init(_ result: FunctionResult, of call: String, _ scratch: Scratch) throws {
        raised = false
        let text = JSON.write(result.value).replacing(scratch.path, with: "@DIR@")
        value = Self.shape(try JSON.read(text)).inCanonicalOrder
        retcode = Self.runs.contains(String(call.prefix { $0 != " " })) ? result.retcode : nil
        isFailure = result.retcode != 0
    }

    private var isFailure = false

    var text: String { "\(retcode.map(String.init) ?? "-") \(JSON.write(value, style: .init()))" }

    /// Salt's messages have to be among ours, which also have a place, a frame and a hint.
    func agrees(with salt: OracleAnswer) -> Bool {
        if salt.raised { return isFailure }
        if let wanted = salt.messages, !wanted.isEmpty, let own = messages?.map(Self.plain) {
            let first = wanted.filter { message in !Self.following.contains { message.hasPrefix($0) } }
            return retcode == salt.retcode
                && first.map(Self.parts(of:)).allSatisfy { parts in
                    own.contains { message in parts.allSatisfy { message.contains($0) } }
                }
        }
        return retcode == salt.retcode && value == salt.value
    }

    private var messages: [String]? {
        guard let list = value.list else { return nil }
        let texts = list.compactMap(\.string)
        return texts.count == list.count ? texts : nil
    }

    /// What Salt says besides, of something that it has refused already.
    private static let following = [
        "The type ", "Error when rendering ", "ID include ", "ID exclude ", "State 'include' ", "Traceback ",
    ]

    /// What of a message of Salt's has to be in ours, which shows place and frame in its own way.
    private static func parts(of message: String) -> [String] {
        // What of Python's own exceptions follows "render error:" is told as any other failure to render.
        if message.hasPrefix("Rendering SLS"), let range = message.firstRange(of: " failed, render error: ") {
            return [plain(String(message[range.upperBound...].prefix { !$0.isNewline }))]
        }
        guard message.hasPrefix("Rendering SLS"), let range = message.firstRange(of: "failed: ") else {
            return [plain(message)]
        }
        var problem = message[range.upperBound...]
        for end in ["\n", "; line ", "\u{1b}"] {
            if let found = problem.firstRange(of: end) { problem = problem[..<found.lowerBound] }
        }
        return [plain(String(message[..<range.lowerBound])), plain(String(problem))]
    }

    private static func plain(_ text: String) -> String {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let ends: Set<Character> = [" ", "."]
        return String(words.drop { ends.contains($0) }.reversed().drop { ends.contains($0) }.reversed())
    }

    private static func shape(_ value: Value) -> Value {
        if let map = value.map, !map.isEmpty, map.allSatisfy({ $0.key.string?.contains("_|-") == true }) {
            let runs = map.sorted { ($0.value["__run_num__"]?.int ?? 0) < ($1.value["__run_num__"]?.int ?? 0) }
            return .list(runs.map { .list([$0.key, state($0.value, tag: $0.key.string ?? "")]) })
        }
        guard let list = value.list, !list.isEmpty else { return value }
        return .list(list.map { item in item.string.map { .string($0.trimmingEnd) } ?? item })
    }

    private static func state(_ state: Value, tag: String) -> Value {
        var kept = state.map ?? [:]
        let parts = tag.split(separator: "_|-", omittingEmptySubsequences: false).map(String.init)
        for key in ["start_time", "duration"] { kept.removeValue(forKey: key) }
        for (key, standard) in [("__id__", parts[1]), ("name", parts[2])] where kept[key]?.string == standard {
            kept.removeValue(forKey: key)
        }
        let comment = kept["comment"]?.string ?? ""
        if kept["__sls__"]?.string?.isEmpty != false || comment.hasPrefix("State '") {
            kept.removeValue(forKey: "__sls__")
        }
        if var changes = kept["changes"]?.map {
            changes.removeValue(forKey: "pid")
            kept["changes"] = .map(changes)
        }
        if kept["comment"]?.string != nil { kept["comment"] = .string(shape(comment: comment)) }
        return .map(kept)
    }

    private static func shape(comment: String) -> String {
        let failed = "One or more requisite failed: "
        if comment.hasPrefix(failed) {
            return failed + comment.dropFirst(failed.count).split(separator: ", ").sorted().joined(separator: ", ")
        }
        let exception = "An exception occurred in this state:"
        return comment.hasPrefix(exception) ? exception : comment
    }
}

extension Value {
    /// The same with the keys of every mapping in order, so that order doesn't matter to a comparison.
    fileprivate var inCanonicalOrder: Value {
        switch self {
        case .map(let map):
            .map(
                ValueMap(
                    map.map { ($0.key, $0.value.inCanonicalOrder) }
                        .sorted { ($0.0.scalarText ?? "") < ($1.0.scalarText ?? "") }))
        case .list(let list): .list(list.map(\.inCanonicalOrder))
        default: self
        }
    }
}

extension String {
    fileprivate var trimmingEnd: String {
        var text = self
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
