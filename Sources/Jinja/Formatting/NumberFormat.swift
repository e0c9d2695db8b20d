import Glibc
import Values

/// The numbers of `%` and `format`.
enum NumberFormat {
    /// A float by C's printf: `conversion` is one of `f F e E g G`.
    static func float(_ value: Double, _ conversion: Character, precision: Int, alternate: Bool = false) -> String {
        if value.isNaN { return conversion.isUppercase ? "NAN" : "nan" }
        if value.isInfinite {
            let text = value < 0 ? "-inf" : "inf"
            return conversion.isUppercase ? text.uppercased() : text
        }
        var buffer = [CChar](repeating: 0, count: 400 + max(0, precision))
        let format = "%\(alternate ? "#" : "").*\(conversion)"
        let length = withVaList([Int32(clamping: precision), value]) { vsnprintf(&buffer, buffer.count, format, $0) }
        return Text.string(buffer.prefix(max(0, Int(length))).map { UInt8(bitPattern: $0) })
    }

    /// An integer in a base, without sign.
    static func digits(_ value: Int, _ conversion: Unicode.Scalar) -> String {
        switch conversion {
        case "x": String(value.magnitude, radix: 16)
        case "X": String(value.magnitude, radix: 16, uppercase: true)
        case "o": String(value.magnitude, radix: 8)
        case "b": String(value.magnitude, radix: 2)
        default: String(value.magnitude)
        }
    }

    /// `round(value, digits)` as Python does it, on the exact binary value with ties to even.
    static func rounded(_ value: Double, digits: Int) -> Double {
        guard value.isFinite else { return value }
        if digits >= 0 {
            guard digits < 300 else { return value }
            return Double(float(value, "f", precision: digits)) ?? value
        }
        let scale = pow(10, Double(-digits))
        guard scale.isFinite else { return 0 }
        return (value / scale).rounded(.toNearestOrEven) * scale
    }
}
