import CPCRE2

/// A compiled pattern with the meaning that Python's `re` gives it.
///
/// PCRE2 with UTF and Unicode classes, JIT where the machine has it. Backtracking is bounded by `matchLimit`, so a hostile
/// pattern ends in `RegularExpressionError.matchLimitExceeded` instead of a hang. Offsets are UTF-8 byte offsets.
package final class RegularExpression: Sendable {
    /// The flags of Python's `re` that templates and matchers use.
    package struct Options: OptionSet, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let ignoreCase = Options(rawValue: UInt32(PCRE2_CASELESS))
        package static let multiline = Options(rawValue: UInt32(PCRE2_MULTILINE))
        package static let dotMatchesNewlines = Options(rawValue: UInt32(PCRE2_DOTALL))
        package static let verbose = Options(rawValue: UInt32(PCRE2_EXTENDED))
    }

    package let pattern: String
    /// Number of capture groups, the whole match not counted.
    package let groupCount: Int
    /// Group names and their numbers.
    package let groupNames: [String: Int]

    // Safety: the compiled code is never written after `init`; PCRE2 documents it as shareable between threads.
    private nonisolated(unsafe) let code: OpaquePointer
    private let matchLimit: UInt32

    package init(_ pattern: String, options: Options = [], matchLimit: UInt32 = 5_000_000)
        throws(RegularExpressionError)
    {
        // In multi-line mode `^` also matches after a newline that ends the text, as in Python.
        let flags =
            options.rawValue | UInt32(PCRE2_UTF) | UInt32(PCRE2_UCP) | UInt32(PCRE2_NEVER_BACKSLASH_C)
            | UInt32(PCRE2_ALT_CIRCUMFLEX)
        var errorCode: Int32 = 0
        var errorOffset = 0
        let translated = PythonSyntax.translated(pattern)
        let bytes = Array(translated.utf8)
        let compiled = bytes.withUnsafeBufferPointer {
            pcre2_compile_8($0.baseAddress, $0.count, flags, &errorCode, &errorOffset, nil)
        }
        guard let compiled else {
            throw .invalidPattern(pattern, reason: Self.message(errorCode), offset: errorOffset)
        }
        _ = pcre2_jit_compile_8(compiled, UInt32(PCRE2_JIT_COMPLETE))
        self.pattern = pattern
        self.matchLimit = matchLimit
        code = compiled
        var count: UInt32 = 0
        pcre2_pattern_info_8(compiled, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
        groupCount = Int(count)
        groupNames = Self.names(of: compiled)
    }

    deinit { pcre2_code_free_8(code) }

    /// The first match at or after the byte offset `start`, or nil.
    package func search(_ text: String, from start: Int = 0) throws(RegularExpressionError) -> Match? {
        try run(Subject(text), from: start, flags: 0)
    }

    /// A match that begins at the text's first character (`re.match`), or nil.
    package func match(_ text: String) throws(RegularExpressionError) -> Match? {
        try run(Subject(text), from: 0, flags: UInt32(PCRE2_ANCHORED))
    }

    /// A match of the whole text (`re.fullmatch`), or nil.
    package func fullMatch(_ text: String) throws(RegularExpressionError) -> Match? {
        try run(Subject(text), from: 0, flags: UInt32(PCRE2_ANCHORED) | UInt32(PCRE2_ENDANCHORED))
    }

    /// All matches from left to right that don't overlap; an empty match is allowed right after a non-empty one, as in Python.
    package func findAll(_ text: String, limit: Int = .max) throws(RegularExpressionError) -> [Match] {
        let subject = Subject(text)
        var found: [Match] = []
        var position = 0
        var flags: UInt32 = 0
        while position <= subject.bytes.count, found.count < limit {
            guard let match = try run(subject, from: position, flags: flags) else { break }
            found.append(match)
            position = match.range.upperBound
            flags = match.range.isEmpty ? UInt32(PCRE2_NOTEMPTY_ATSTART) : 0
        }
        return found
    }

    private func run(_ subject: Subject, from start: Int, flags: UInt32) throws(RegularExpressionError) -> Match? {
        guard let data = pcre2_match_data_create_from_pattern_8(code, nil) else { throw .outOfMemory }
        defer { pcre2_match_data_free_8(data) }
        guard let context = pcre2_match_context_create_8(nil) else { throw .outOfMemory }
        defer { pcre2_match_context_free_8(context) }
        pcre2_set_match_limit_8(context, matchLimit)
        let result = subject.bytes.withUnsafeBufferPointer { buffer in
            // An empty array may have no base address; PCRE2 takes a null subject only with length 0.
            pcre2_match_8(code, buffer.baseAddress, buffer.count, start, flags, data, context)
        }
        if result == PCRE2_ERROR_NOMATCH { return nil }
        guard result > 0 else {
            if result == PCRE2_ERROR_MATCHLIMIT || result == PCRE2_ERROR_DEPTHLIMIT || result == PCRE2_ERROR_HEAPLIMIT
                || result == PCRE2_ERROR_JIT_STACKLIMIT
            {
                throw .matchLimitExceeded(pattern)
            }
            throw .matchFailed(pattern, reason: Self.message(result))
        }
        guard let vector = pcre2_get_ovector_pointer_8(data) else { throw .outOfMemory }
        let ranges = (0...groupCount).map { group -> Range<Int>? in
            guard group < Int(result) else { return nil }
            // A group that took no part has PCRE2_UNSET, all ones, in both.
            let lower = Int(vector[2 * group])
            let upper = Int(vector[2 * group + 1])
            return lower < 0 || upper < lower ? nil : lower..<upper
        }
        return Match(subject: subject, ranges: ranges, names: groupNames)
    }

    private static func message(_ code: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = buffer.withUnsafeMutableBufferPointer {
            pcre2_get_error_message_8(code, $0.baseAddress, $0.count)
        }
        return length > 0 ? String(decoding: buffer.prefix(Int(length)), as: UTF8.self) : "PCRE2 error \(code)"
    }

    private static func names(of code: OpaquePointer) -> [String: Int] {
        var count: UInt32 = 0
        var entrySize: UInt32 = 0
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &entrySize)
        var table: UnsafePointer<UInt8>?
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
        guard let table, count > 0 else { return [:] }
        var names: [String: Int] = [:]
        for index in 0..<Int(count) {
            let entry = table + index * Int(entrySize)
            let number = Int(entry[0]) << 8 | Int(entry[1])
            names[String(cString: entry + 2)] = number
        }
        return names
    }
}
