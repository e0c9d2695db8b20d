import HTTPTypes
import Hummingbird

/// What a request's `Range` and `If-Range` ask for (RFC 9110, 14.1 and 13.1.5): one stretch from a given byte on. Any other
/// kind of range is answered with the whole file, as the RFC allows.
struct WantedStretch {
    /// What is wanted, as far as the file goes.
    let stretch: Range<Int>
    /// The digest of the version that the client has a part of.
    let version: String?

    /// nil when the whole file is wanted.
    init?(_ request: Request) {
        guard let text = request.headers[.range], text.hasPrefix("bytes=") else { return nil }
        let ends = text.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Self.number(ends[0]) else { return nil }
        if ends[1].isEmpty {
            stretch = first..<Int.max
        } else {
            guard let last = Self.number(ends[1]), last >= first, last < Int.max else { return nil }
            stretch = first..<(last + 1)
        }
        version = request.headers[.ifRange].map { $0.filter { $0 != "\"" } }
    }

    /// Digits and nothing else.
    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }
}
