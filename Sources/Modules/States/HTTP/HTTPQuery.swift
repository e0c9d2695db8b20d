package import Execution
import Glibc
import Host
package import Model
import RegularExpressions
import Values

/// Nothing is changed.
package struct HTTPQuery: StateFunction {
    package static let function: FunctionName = "http.query"
    package static let summary = "An answer of a web server that is as expected"

    let url: String
    let match: String?
    let isPattern: Bool
    let status: Value?
    let statusKind: String
    /// Seconds for which it is asked again.
    let waitFor: Int?
    let interval: Duration
    /// What is handed to the function `http.query`.
    let keywords: ValueMap

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        url = name
        match = arguments.value("match").map(PythonText.string)
        isPattern = arguments.text("match_type", default: "string") == "pcre"
        status = arguments.value("status")
        statusKind = arguments.text("status_type", default: "string")
        waitFor = arguments.integer("wait_for")
        interval = arguments.duration("request_interval") ?? .seconds(1)
        if match == nil, status == nil {
            arguments.refuse("match", "Either match text (match) or a status code (status) is required.")
        }
        var keywords: ValueMap = [:]
        for name in Self.passedOn { keywords[name] = arguments.value(name) }
        keywords["decode"] = keywords["decode"] ?? false
        keywords["text"] = true
        keywords["status"] = true
        self.keywords = keywords
    }

    private static let passedOn = [
        "method", "params", "data", "header_dict", "header_list", "username", "password", "decode", "decode_type",
        "headers", "test_url", "ca_bundle", "verify_ssl", "agent", "raise_error",
    ]

    package struct Observation: Sendable, Hashable {
        var data: ValueMap
        var isTest: Bool
    }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var keywords = keywords
        if run.isTest { keywords["test"] = true }
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: .seconds(run.isTest ? 0 : waitFor ?? 0))
        while true {
            let call = FunctionCall("http.query", arguments: [.string(url)], keywords: keywords)
            let data = try await run.services.call(call, in: run).value.map ?? [:]
            if verdict(data).isRight || clock.now >= end { return Observation(data: data, isTest: run.isTest) }
            try await clock.sleep(for: interval)
        }
    }

    private func verdict(_ data: ValueMap) -> (isRight: Bool, comment: String) {
        var (isRight, parts): (Bool, [String]) = (true, [])
        if let match {
            let text = data["text"]?.string ?? ""
            let isFound = isPattern ? Self.finds(match, in: text) : text.contains(match)
            isRight = isFound
            parts.append("Match \(isPattern ? "pattern" : "text") \"\(match)\" was \(isFound ? "" : "not ")found.")
        }
        guard let status else { return (isRight, parts.joined(separator: " ")) }
        let actual = data["status"].map(PythonText.string) ?? ""
        switch statusKind {
        case "list":
            let found = (status.list ?? [status]).map(PythonText.string).filter { $0 == actual }
            parts += found.map { "Status \($0) was found." }
            if found.isEmpty {
                isRight = false
                parts.append("Statuses \(PythonText.string(status)) were not found.")
            }
        case "pcre":
            let pattern = PythonText.string(status)
            let isFound = Self.finds(pattern, in: actual)
            isRight = isRight && isFound
            parts.append("Status pattern \"\(pattern)\" was \(isFound ? "" : "not ")found.")
        default:
            let isFound = actual == PythonText.string(status)
            isRight = isRight && isFound
            parts.append("Status \(PythonText.string(status)) was \(isFound ? "" : "not ")found.")
        }
        return (isRight, parts.joined(separator: " "))
    }

    private static func finds(_ pattern: String, in text: String) -> Bool {
        do { return try RegularExpression(pattern).search(text) != nil } catch { return false }
    }

    package func plan(_ seen: Observation) -> Plan<Bool> {
        let (isRight, comment) = verdict(seen.data)
        if seen.isTest {
            let url = keywords["test_url"].map { ", TEST URL WAS: \(PythonText.string($0))" } ?? ""
            return .changing([isRight], predicted: [:], comment: "\(comment) (TEST MODE\(url))")
        }
        return isRight
            ? .satisfied(comment, extra: ["data": .map(seen.data)])
            : .impossible(comment, extra: ["data": .map(seen.data)])
    }

    /// There is nothing to apply.
    package func apply(_ isRight: Bool, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        isRight ? Applied("") : .failed("")
    }
}
