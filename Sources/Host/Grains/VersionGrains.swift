package import Values

/// What formulas ask to know which Salt they run on, and which Pigeon it really is.
package struct VersionGrains: GrainCollector {
    package init() {}

    package static let pigeon = "1.0.0"
    /// The Salt whose behaviour is followed.
    package static let salt = [3008, 5]

    package func collect(from files: any FileReading) -> ValueMap {
        [
            "pigeonversion": .string(Self.pigeon), "saltversion": .string(Self.saltText),
            "saltversioninfo": .list(Self.salt.map(Value.int)),
        ]
    }

    package static var saltText: String { salt.map(String.init).joined(separator: ".") }
}
