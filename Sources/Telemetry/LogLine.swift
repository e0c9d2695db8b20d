import Logging
import Values

/// One entry of the log, before it becomes bytes.
struct LogLine {
    var time: String
    var level: Logger.Level
    var label: String
    var message: String
    var metadata: [(key: String, value: String)]

    /// `2026-11-21T00:12:33.123Z info agent: message key=value`; values with spaces are quoted, so that a line stays
    /// one line.
    var text: String {
        var line = "\(time) \(level.rawValue) \(label): \(Self.onOneLine(message))"
        for (key, value) in metadata { line += " \(key)=\(Self.quoted(value))" }
        return line
    }

    /// `{"time": ..., "level": ..., "logger": ..., "message": ..., KEY: VALUE ...}` without the spaces.
    var json: String {
        var map: ValueMap = [
            "time": .string(time), "level": .string(level.rawValue), "logger": .string(label),
            "message": .string(message),
        ]
        for (key, value) in metadata where map[key] == nil { map[key] = .string(value) }
        return JSON.write(.map(map))
    }

    private static func onOneLine(_ text: String) -> String {
        text.contains("\n") ? text.split(separator: "\n").joined(separator: "\n    ") : text
    }

    private static func quoted(_ value: String) -> String {
        let isPlain = value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0 != "=" }
        return isPlain && !value.isEmpty ? value : JSON.write(.string(value))
    }
}
