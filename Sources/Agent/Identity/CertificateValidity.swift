package import Values

/// From when until when a certificate is good. It is read out of the DER without the rest of X.509: a certificate comes
/// from the pinned authority, and TLS is what judges it.
package struct CertificateValidity: Sendable, Hashable {
    /// Microseconds since 1970.
    package let begin: Int64
    package let end: Int64

    /// - Parameter what: how the certificate is called when it is at fault.
    /// - Throws: a `Diagnostic` when there is no certificate in the PEM.
    package init(pem: String, what: String = "the certificate") throws(Diagnostic) {
        let der = try PEMText.der(pem, what: what)
        guard let times = Self.times(in: der) else { throw Diagnostic("\(what) can't be read as X.509") }
        (begin, end) = times
    }

    /// When a minion asks for the next one: at two thirds of the life, up to a twentieth of it later, so that minions
    /// that were accepted together don't ask together.
    ///
    /// - Parameter share: a random number from 0 to 1.
    package func renewal(_ share: Double) -> Int64 {
        begin + Int64(Double(end - begin) * (2.0 / 3 + share / 20))
    }

    /// `Certificate ::= SEQUENCE { tbs SEQUENCE { [0] version, serial, signature, issuer, validity SEQUENCE {...} ...`
    /// (RFC 5280, 4.1).
    private static func times(in der: [UInt8]) -> (Int64, Int64)? {
        var outer = DERReader(der[...])
        guard var certificate = outer.enter(0x30), var tbs = certificate.enter(0x30) else { return nil }
        _ = tbs.enter(0xA0)
        for tag: UInt8 in [0x02, 0x30, 0x30] where tbs.enter(tag) == nil { return nil }
        guard var validity = tbs.enter(0x30), let begin = validity.time(), let end = validity.time() else {
            return nil
        }
        return (begin, end)
    }
}

/// Walks along DER: a tag, a length, a content.
private struct DERReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The content of the next element when it has this tag; else nothing is taken.
    mutating func enter(_ tag: UInt8) -> DERReader? { content(tag).map { DERReader($0) } }

    /// A `UTCTime` (two digits of the year, 1950 to 2049) or a `GeneralizedTime` (four), both in UTC.
    mutating func time() -> Int64? {
        let century: Int?
        let bytes: ArraySlice<UInt8>
        if let short = content(0x17) {
            (century, bytes) = (nil, short)
        } else if let long = content(0x18) {
            (century, bytes) = (100, long)
        } else {
            return nil
        }
        guard bytes.last == UInt8(ascii: "Z") else { return nil }
        var digits = bytes.dropLast().map { Int($0) - 0x30 }[...]
        guard digits.allSatisfy({ (0...9).contains($0) }), digits.count == (century == nil ? 12 : 14) else {
            return nil
        }
        func number(_ count: Int) -> Int {
            defer { digits = digits.dropFirst(count) }
            return digits.prefix(count).reduce(0) { $0 * 10 + $1 }
        }
        let written = number(century == nil ? 2 : 4)
        let year = century == nil ? written + (written < 50 ? 2000 : 1900) : written
        let days = Self.days(year, number(2), number(2))
        let seconds = number(2) * 3600 + number(2) * 60 + number(2)
        return Int64(days * 86_400 + seconds) * 1_000_000
    }

    private mutating func content(_ tag: UInt8) -> ArraySlice<UInt8>? {
        guard rest.first == tag, rest.count >= 2 else { return nil }
        var bytes = rest.dropFirst()
        var length = Int(bytes.removeFirst())
        if length >= 0x80 {
            let count = length - 0x80
            guard (1...4).contains(count), bytes.count >= count else { return nil }
            length = bytes.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            bytes = bytes.dropFirst(count)
        }
        guard bytes.count >= length else { return nil }
        rest = bytes.dropFirst(length)
        return bytes.prefix(length)
    }

    /// Days since 1970 of a date of the Gregorian calendar.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
