import Glibc

/// The time of day as a program is told it, which can be set while it runs.
struct FakeClock {
    private let directory: String

    /// Builds the library with the compiler that Swift itself links with.
    init() async throws {
        var template = Array("/tmp/pigeon-clock.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw StageFailure("no directory can be made below /tmp") }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let source = "\(Stage.repository)/scripts/soak/wall_clock.c"
        let built = try await Program(
            ["clang", "-shared", "-fPIC", "-o", "\(directory)/clock.so", source], output: "\(directory)/clang"
        ).answer(within: .seconds(60))
        guard built.code == 0 else { throw StageFailure("\(built)") }
        try set(hours: 0)
    }

    /// For the program that is to have this clock.
    var environment: [String: String] {
        ["LD_PRELOAD": "\(directory)/clock.so", "WALL_CLOCK_SHIFT": "\(directory)/shift"]
    }

    /// - Parameter hours: how far it is from the true time.
    func set(hours: Int) throws {
        // At once, so that nobody reads half of it.
        try TextFile.write("\(hours * 3600)\n", to: "\(directory)/shift.new")
        guard rename("\(directory)/shift.new", "\(directory)/shift") == 0 else {
            throw StageFailure("'\(directory)/shift' can't be written")
        }
    }

    func remove() {
        for name in ["clock.so", "shift", "clang.out", "clang.err"] { unlink("\(directory)/\(name)") }
        rmdir(directory)
    }
}
