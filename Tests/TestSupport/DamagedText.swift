import Glibc

/// Texts damaged at random, the same ones in every run.
package struct DamagedText {
    /// SplitMix64.
    package struct Numbers: RandomNumberGenerator {
        private var state: UInt64

        package init(seed: UInt64) { state = seed }

        package mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    package var numbers: Numbers
    private let pieces: [String]
    private let sources: [[Unicode.Scalar]]

    /// - Parameters:
    ///   - sources: the texts to damage; parts of one end up in another.
    ///   - pieces: what is put in here and there.
    package init(_ sources: [String], pieces: [String], seed: UInt64) {
        self.pieces = pieces
        self.sources = sources.map { Array($0.unicodeScalars) }
        numbers = Numbers(seed: seed)
    }

    /// How many texts a test is to try: `count`, or what PIGEON_MUTATIONS says for a long run.
    package static func count(_ count: Int) -> Int {
        getenv("PIGEON_MUTATIONS").flatMap { Int(String(cString: $0)) } ?? count
    }

    /// The source of this number with one to five damages.
    package mutating func next(_ number: Int) -> String {
        var scalars = sources[number % sources.count]
        for _ in 0..<Int.random(in: 1...5, using: &numbers) {
            let place = Int.random(in: 0...scalars.count, using: &numbers)
            switch Int.random(in: 0..<100, using: &numbers) {
            case ..<40:
                scalars.insert(contentsOf: (pieces.randomElement(using: &numbers) ?? "").unicodeScalars, at: place)
            case ..<70:
                let end = min(scalars.count, place + Int.random(in: 1...6, using: &numbers))
                scalars.removeSubrange(place..<end)
            case ..<90:
                let other = sources.randomElement(using: &numbers) ?? []
                let start = Int.random(in: 0...other.count, using: &numbers)
                scalars.insert(contentsOf: other[start...].prefix(60), at: place)
            default: scalars = Array(scalars[place...] + scalars[..<place])
            }
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}
