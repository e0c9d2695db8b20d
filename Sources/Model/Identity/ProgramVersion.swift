/// The version of all programs of a build.
package enum ProgramVersion {
    package static let current = "0.1.0"
}
