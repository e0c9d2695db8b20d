/// The version that `--version` shows.
enum ProgramVersion {
    static let text = "1.0.0"
}
