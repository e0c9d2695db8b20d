import Model
package import Values

/// What formulas ask to know which Salt they run on, and which Pigeon it really is.
package struct VersionGrains: GrainCollector {
    package init() {}

    /// The Salt whose behaviour is followed.
    package static let salt = [3008, 5]

    package func collect(from files: any FileReading) -> ValueMap {
        [
            "pigeonversion": .string(ProgramVersion.current), "saltversion": .string(Self.saltText),
            "saltversioninfo": .list(Self.salt.map(Value.int)),
        ]
    }

    package static var saltText: String { salt.map(String.init).joined(separator: ".") }
}
