import Values

/// What a change of content looks like in a return.
enum FileText {
    /// A unified diff, or a note where bytes are no text.
    static func difference(_ old: [UInt8]?, _ new: [UInt8], isShown: Bool) -> String {
        guard let old else { return "New file" }
        guard isShown else { return "<show_changes=False>" }
        switch (text(old), text(new)) {
        case (let old?, let new?): return UnifiedDiff.between(old, new)
        case (nil, nil): return "Replace binary file"
        case (nil, _): return "Replace binary file with text file"
        case (_, nil): return "Replace text file with binary file"
        }
    }

    /// Nil for bytes that are no text: not UTF-8, or with a zero.
    static func text(_ bytes: [UInt8]) -> String? {
        bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }
}
