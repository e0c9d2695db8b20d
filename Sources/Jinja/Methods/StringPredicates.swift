/// `isalpha` and its relatives.
enum StringPredicates {
    static func holds(_ name: String, _ text: String) -> Bool {
        let scalars = text.unicodeScalars
        func every(_ predicate: (Unicode.Scalar) -> Bool) -> Bool { !scalars.isEmpty && scalars.allSatisfy(predicate) }
        switch name {
        case "isascii": return scalars.allSatisfy(\.isASCII)
        case "isprintable": return scalars.allSatisfy(CharacterClass.isPrintable)
        case "isalpha": return every(CharacterClass.isAlpha)
        case "isalnum": return every { CharacterClass.isAlpha($0) || CharacterClass.isNumeric($0) }
        case "isdecimal": return every(CharacterClass.isDecimal)
        case "isdigit": return every(CharacterClass.isDigit)
        case "isnumeric": return every(CharacterClass.isNumeric)
        case "isspace": return every(Text.isSpace)
        case "isidentifier":
            guard let first = scalars.first, first == "_" || first.properties.isXIDStart else { return false }
            return scalars.allSatisfy { $0.properties.isXIDContinue }
        case "islower": return hasCase(scalars) { $0.properties.isLowercase }
        case "isupper": return hasCase(scalars) { $0.properties.isUppercase }
        default: return isTitle(scalars)
        }
    }

    private static func isCased(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isLowercase || scalar.properties.isUppercase
            || scalar.properties.generalCategory == .titlecaseLetter
    }

    private static func hasCase(_ scalars: String.UnicodeScalarView, _ matches: (Unicode.Scalar) -> Bool) -> Bool {
        let cased = scalars.filter(isCased)
        return !cased.isEmpty && cased.allSatisfy(matches)
    }

    private static func isTitle(_ scalars: String.UnicodeScalarView) -> Bool {
        var previousIsCased = false
        var found = false
        for scalar in scalars {
            if scalar.properties.isUppercase {
                if previousIsCased { return false }
                found = true
            } else if scalar.properties.isLowercase, !previousIsCased {
                return false
            }
            previousIsCased = isCased(scalar)
        }
        return found
    }
}
