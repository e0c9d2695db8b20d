/// The text that is searched, as the bytes that PCRE2 reads.
struct Subject: Sendable {
    let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    func text(in range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
