import Values

/// The way by which files of this machine come to the master.
package protocol FilePushing: Sendable {
    /// - Parameters:
    ///   - path: of a file of this machine; links are followed.
    ///   - name: where it is to be among this minion's files on the master, without a `/` before it.
    /// - Throws: why the master did not take it. When there is nothing thrown, the master has it on its disk.
    func push(_ path: String, as name: String) async throws
}

/// What there is in place of a master when files and pillar are this machine's own.
package struct NoMaster: FilePushing {
    package init() {}

    package func push(_ path: String, as name: String) throws {
        throw Diagnostic(
            "there is no master to push '\(path)' to", hint: "do it without --local, and file_client: remote")
    }
}
