/// `center`, `ljust`, `rjust`, `zfill`, `expandtabs`.
enum StringPadding {
    static func call(_ name: String, _ text: String, _ arguments: CallArguments) throws -> Object {
        let given = try arguments.bound(to: ["width", "fillchar"], of: name)
        let width = try given[0].int(or: name == "expandtabs" ? 8 : 0, "width")
        guard width <= arguments.render.environment.options.limits.outputSize else {
            throw Failure("the width \(width) is too large", kind: .limit)
        }
        if name == "expandtabs" { return .string(expanded(text, width)) }
        let fill = try given[1].text(or: " ")
        guard fill.unicodeScalars.count == 1 else {
            throw Failure("The fill character must be exactly one character long")
        }
        return .string(padded(name, text, width, fill))
    }

    static func padded(_ name: String, _ text: String, _ width: Int, _ fill: String) -> String {
        let missing = width - Text.count(text)
        guard missing > 0 else { return text }
        func pad(_ count: Int) -> String { String(repeating: fill, count: count) }
        switch name {
        case "ljust": return text + pad(missing)
        case "rjust": return pad(missing) + text
        case "zfill":
            let zeros = String(repeating: "0", count: missing)
            if let sign = text.utf8.first, sign == 0x2B || sign == 0x2D {
                return text.prefix(1) + zeros + text.dropFirst()
            }
            return zeros + text
        default:
            // Python puts the odd space on the left when the width is odd.
            let left = missing / 2 + (missing & width & 1)
            return pad(left) + text + pad(missing - left)
        }
    }

    private static func expanded(_ text: String, _ size: Int) -> String {
        var result = String.UnicodeScalarView()
        var column = 0
        for scalar in text.unicodeScalars {
            if scalar == "\t" {
                let count = size > 0 ? size - column % size : 0
                result.append(contentsOf: repeatElement(" ", count: count))
                column += count
            } else {
                result.append(scalar)
                column = scalar == "\n" || scalar == "\r" ? 0 : column + 1
            }
        }
        return String(result)
    }
}
