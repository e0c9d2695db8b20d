/// A name as HAProxy takes it for frontends, backends and servers: letters, digits, `-`, `_`, `.` and `:`.
package enum ProxyName {
    /// The name with every other character replaced by `_`; never empty.
    package static func sanitised(_ name: String) -> String {
        let text = String(name.map { isAllowed($0) ? $0 : "_" })
        return text.isEmpty ? "_" : text
    }

    package static func isValid(_ name: String) -> Bool {
        !name.isEmpty && name.allSatisfy(isAllowed)
    }

    private static func isAllowed(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "-_.:".contains(character))
    }
}
