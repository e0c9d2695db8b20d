/// `capitalize`, `title`, `swapcase`.
enum TextCase {
    static func capitalized(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return "" }
        return first.properties.titlecaseMapping + String(text.unicodeScalars.dropFirst()).lowercased()
    }

    static func titled(_ text: String) -> String {
        var result = ""
        var previousIsCased = false
        for scalar in text.unicodeScalars {
            result += previousIsCased ? scalar.properties.lowercaseMapping : scalar.properties.titlecaseMapping
            previousIsCased = scalar.properties.isCased
        }
        return result
    }

    /// `str.casefold`: the same for texts that differ in nothing but case.
    static func folded(_ text: String) -> String {
        if Text.isASCII(text) { return Text.lowered(text) }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar.value {
            // The dotless i has a case of its own.
            case 0x131: result.unicodeScalars.append(scalar)
            // Cherokee had one case, the upper, for long.
            case 0x13A0...0x13FD, 0xAB70...0xABBF: result += scalar.properties.uppercaseMapping
            default: result += scalar.properties.lowercaseMapping.uppercased().lowercased()
            }
        }
    }

    static func swapped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            result +=
                scalar.properties.isUppercase
                ? scalar.properties.lowercaseMapping
                : scalar.properties.isLowercase ? scalar.properties.uppercaseMapping : String(scalar)
        }
    }
}
