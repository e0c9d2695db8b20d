import Glibc

/// Strings as Python has them: sequences of code points, compared by them, not by canonical equivalence.
///
/// Works on UTF-8 bytes wherever possible, since those of a Swift string are contiguous.
enum Text {
    @inline(__always)
    static func equal(_ a: String, _ b: String) -> Bool {
        a._isIdentical(to: b) || (a.utf8.count == b.utf8.count && compare(a, b) == 0)
    }

    /// Order by code points, which UTF-8 keeps.
    static func less(_ a: String, _ b: String) -> Bool { compare(a, b) < 0 }

    /// Negative, zero or positive as `a` comes before, is equal to or comes after `b`.
    static func compare(_ a: String, _ b: String) -> Int {
        a.withBytes { a in
            b.withBytes { b in
                guard let x = a.baseAddress, let y = b.baseAddress else { return a.count - b.count }
                let order = memcmp(x, y, min(a.count, b.count))
                return order == 0 ? a.count - b.count : Int(order)
            }
        }
    }

    static func hasPrefix(_ text: String, _ prefix: String) -> Bool {
        text.withBytes { text in prefix.withBytes { starts(text, with: $0) } }
    }

    static func hasSuffix(_ text: String, _ suffix: String) -> Bool {
        text.withBytes { text in
            suffix.withBytes { suffix in
                starts(UnsafeBufferPointer(rebasing: text.suffix(suffix.count)), with: suffix)
            }
        }
    }

    private static func starts(_ text: UnsafeBufferPointer<UInt8>, with prefix: UnsafeBufferPointer<UInt8>) -> Bool {
        guard prefix.count <= text.count, let start = text.baseAddress, let wanted = prefix.baseAddress
        else { return prefix.isEmpty }
        return memcmp(start, wanted, prefix.count) == 0
    }

    static func hash(_ text: String, into hasher: inout Hasher) {
        text.withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    static func isASCII(_ text: String) -> Bool {
        text.withBytes { bytes in
            for byte in bytes where byte >= 0x80 { return false }
            return true
        }
    }

    /// `str.lower`. Names and words, which nearly all texts are, are in lower case already: they stay as they are.
    static func lowered(_ text: String) -> String {
        let isLowered = text.withBytes { bytes in
            for byte in bytes where byte >= 0x80 || (byte >= 0x41 && byte <= 0x5A) { return false }
            return true
        }
        return isLowered ? text : text.lowercased()
    }

    /// Number of code points.
    static func count(_ text: String) -> Int {
        var count = 0
        for byte in text.utf8 where byte & 0xC0 != 0x80 { count += 1 }
        return count
    }

    /// Each code point as a string of its own.
    static func characters(_ text: String) -> [Object] { text.unicodeScalars.map { .string(String($0)) } }

    /// The byte offset of `needle` at or after `start`, or nil.
    static func find(_ needle: [UInt8], in text: [UInt8], from start: Int = 0) -> Int? {
        text.withUnsafeBufferPointer { text in needle.withUnsafeBufferPointer { find($0, in: text, from: start) } }
    }

    private static func find(
        _ needle: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> Int? {
        guard needle.count <= text.count - start else { return nil }
        guard let first = needle.first, let base = text.baseAddress, let pattern = needle.baseAddress
        else { return start }
        let last = text.count - needle.count
        var position = start
        while position <= last, let found = memchr(base + position, Int32(first), last + 1 - position) {
            position = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
            if memcmp(found, pattern, needle.count) == 0 { return position }
            position += 1
        }
        return nil
    }

    /// The last byte offset of `needle`, or nil.
    static func findLast(_ needle: [UInt8], in text: [UInt8]) -> Int? {
        guard needle.count <= text.count else { return nil }
        var position = text.count - needle.count
        while position >= 0 {
            if text[position..<(position + needle.count)].elementsEqual(needle) { return position }
            position -= 1
        }
        return nil
    }

    static func string(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Python's idea of white space (`str.isspace`).
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 9...13, 28...32, 0x85, 0xA0: true
        default: scalar.value > 0x7F && scalar.properties.isWhitespace
        }
    }

    /// Lines without their ends, as `str.splitlines` cuts them.
    static func lines(_ text: String, keepingEnds: Bool = false) -> [String] {
        text.withBytes { bytes in
            var lines: [String] = []
            var start = 0
            var index = 0
            while index < bytes.count {
                let length = lineEnd(bytes, index)
                guard length > 0 else {
                    index += 1
                    continue
                }
                let end = index
                index += length
                lines.append(string(bytes[start..<(keepingEnds ? index : end)]))
                start = index
            }
            if start < bytes.count { lines.append(string(bytes[start...])) }
            return lines
        }
    }

    /// How many bytes the line end at `index` takes; 0 where there is none.
    private static func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        func has(_ offset: Int, _ byte: UInt8) -> Bool {
            index + offset < bytes.count && bytes[index + offset] == byte
        }
        switch bytes[index] {
        case 13: return has(1, 10) ? 2 : 1
        case 10, 11, 12, 28, 29, 30: return 1
        // U+0085, U+2028 and U+2029.
        case 0xC2: return has(1, 0x85) ? 2 : 0
        case 0xE2: return has(1, 0x80) && (has(2, 0xA8) || has(2, 0xA9)) ? 3 : 0
        default: return 0
        }
    }

    static func joined(_ parts: [String], _ separator: String) -> String {
        if parts.count < 2 { return parts.first ?? "" }
        let size = parts.reduce(separator.utf8.count * (parts.count - 1)) { $0 + $1.utf8.count }
        return String(unsafeUninitializedCapacity: size) { result in
            var end = 0
            for index in parts.indices {
                if index > 0 { copy(separator, to: result, &end) }
                copy(parts[index], to: result, &end)
            }
            return end
        }
    }

    /// The same of objects that are all strings; nil where one is not.
    static func joined(texts: [Object], _ separator: String) -> String? {
        var size = separator.utf8.count * max(0, texts.count - 1)
        for text in texts {
            guard case .string(let text) = text else { return nil }
            size += text.utf8.count
        }
        return String(unsafeUninitializedCapacity: size) { result in
            var end = 0
            for index in texts.indices {
                if index > 0 { copy(separator, to: result, &end) }
                if case .string(let text) = texts[index] { copy(text, to: result, &end) }
            }
            return end
        }
    }

    private static func copy(_ text: String, to result: UnsafeMutableBufferPointer<UInt8>, _ end: inout Int) {
        text.withBytes { copy($0, to: result, &end) }
    }

    private static func copy(
        _ bytes: UnsafeBufferPointer<UInt8>, to result: UnsafeMutableBufferPointer<UInt8>, _ end: inout Int
    ) {
        guard let start = bytes.baseAddress, let target = result.baseAddress else { return }
        memcpy(target + end, start, bytes.count)
        end += bytes.count
    }

    static func repeated(_ text: String, _ count: Int) -> String {
        let size = text.utf8.count
        if size == 0 || count <= 0 { return "" }
        return String(unsafeUninitializedCapacity: size * count) { result in
            for index in 0..<count { _ = result[(index * size)...].update(fromContentsOf: text.utf8) }
            return size * count
        }
    }

    static func stripped(_ text: String, of characters: String?, left: Bool = true, right: Bool = true) -> String {
        if characters == nil, let first = text.utf8.first, let last = text.utf8.last, first > 32, first < 128,
            last > 32,
            last < 128
        {
            return text
        }
        let set = characters.map { Set($0.unicodeScalars) }
        func drops(_ scalar: Unicode.Scalar) -> Bool { set?.contains(scalar) ?? isSpace(scalar) }
        var view = text.unicodeScalars[...]
        if left { while let first = view.first, drops(first) { view.removeFirst() } }
        if right { while let last = view.last, drops(last) { view.removeLast() } }
        return String(view)
    }

    static func replaced(_ text: String, _ old: String, with new: String, count: Int = -1) -> String {
        if count == 0 { return text }
        if old.isEmpty { return interleaved(text, with: new, count: count) }
        let replaced = text.withBytes { text in
            old.withBytes { old in new.withBytes { new in Self.replaced(text, old, with: new, count: count) } }
        }
        return replaced ?? text
    }

    /// Nil where there is nothing to replace.
    private static func replaced(
        _ text: UnsafeBufferPointer<UInt8>, _ old: UnsafeBufferPointer<UInt8>, with new: UnsafeBufferPointer<UInt8>,
        count: Int
    ) -> String? {
        var found = 0
        var position = 0
        while count < 0 || found < count, let place = find(old, in: text, from: position) {
            found += 1
            position = place + old.count
        }
        if found == 0 { return nil }
        return String(unsafeUninitializedCapacity: text.count + found * (new.count - old.count)) { result in
            var end = 0
            var start = 0
            for _ in 0..<found {
                guard let place = find(old, in: text, from: start) else { break }
                copy(UnsafeBufferPointer(rebasing: text[start..<place]), to: result, &end)
                copy(new, to: result, &end)
                start = place + old.count
            }
            copy(UnsafeBufferPointer(rebasing: text[start...]), to: result, &end)
            return end
        }
    }

    /// `"ab".replace("", "-")` is `-a-b-`.
    private static func interleaved(_ text: String, with new: String, count: Int) -> String {
        var result = ""
        var left = count < 0 ? Int.max : count
        for scalar in text.unicodeScalars {
            if left > 0 {
                result += new
                left -= 1
            }
            result.unicodeScalars.append(scalar)
        }
        return left > 0 ? result + new : result
    }
}
