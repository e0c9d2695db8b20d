/// A word of a compound target with its engine letter: `G@os:Debian`, `G|@os|Debian` (own delimiter), `L@a,b`.
package struct CompoundTerm {
    let letter: Character
    package let pattern: String
    let delimiter: String

    /// Nil for a word without a letter before `@`.
    package init?(_ word: String) {
        guard let at = word.firstIndex(of: "@"), let letter = word.first, letter.isASCII, letter.isUppercase else {
            return nil
        }
        let between = word[word.index(after: word.startIndex)..<at]
        guard between.isEmpty || between.count == 1 && "GPIJ".contains(letter) else { return nil }
        self.letter = letter
        pattern = String(word[word.index(after: at)...])
        delimiter = between.isEmpty ? ":" : String(between)
    }

    /// The letters, for people.
    static let legend =
        "G@ grain, P@ grain by regular expression, I@ pillar, J@ pillar by regular expression, L@ list of ids, "
        + "N@ nodegroup, S@ subnet or address, E@ id by regular expression; a glob over ids has no letter"

    /// Nil for a letter that means nothing.
    package var type: TargetType? {
        switch letter {
        case "G": .grain
        case "P": .grainPCRE
        case "I": .pillar
        case "J": .pillarPCRE
        case "L": .list
        case "N": .nodegroup
        case "S": .ipcidr
        case "E": .pcre
        default: nil
        }
    }
}
