package import Execution
import Host
package import Model
import Values

package struct GitLatest: StateFunction {
    package static let function: FunctionName = "git.latest"
    package static let summary = "A working copy, or a bare repository, that has what a remote repository has"

    enum Reset: Sendable, Hashable { case no, yes, remoteChanges }

    let url: String
    let target: String
    let revision: String
    let branch: String?
    let access: GitAccess
    let remote: String
    let depth: Int?
    let reset: Reset
    let isBare: Bool
    let isMirror: Bool
    let updatesHead: Bool
    let forcesCheckout: Bool
    let forcesClone: Bool
    let forcesFetch: Bool
    let submodules: Bool
    let fetchesTags: Bool
    let syncsTags: Bool
    let branchPattern: String
    let tagPattern: String

    package init(name: String, _ arguments: inout ArgumentDecoder) {
        url = name
        target = arguments.requiredText("target")
        revision = arguments.text("rev", default: "HEAD")
        branch = arguments.text("branch")
        access = GitAccess(&arguments)
        remote = arguments.text("remote", default: "origin")
        depth = arguments.integer("depth")
        switch arguments.value("force_reset") {
        case nil, false: reset = .no
        case true: reset = .yes
        case "remote-changes": reset = .remoteChanges
        default:
            reset = .no
            arguments.refuse("force_reset", "'force_reset' must be one of True, False, or 'remote-changes'")
        }
        isMirror = arguments.flag("mirror", default: false)
        isBare = arguments.flag("bare", default: false) || isMirror
        updatesHead = arguments.flag("update_head", default: true)
        forcesCheckout = arguments.flag("force_checkout", default: false)
        forcesClone = arguments.flag("force_clone", default: false)
        forcesFetch = arguments.flag("force_fetch", default: false)
        submodules = arguments.flag("submodules", default: false)
        fetchesTags = arguments.flag("fetch_tags", default: true)
        syncsTags = arguments.flag("sync_tags", default: true)
        branchPattern = arguments.text("refspec_branch", default: "*")
        tagPattern = arguments.text("refspec_tag", default: "*")
        if !target.hasPrefix("/"), !target.isEmpty {
            arguments.refuse("target", "target '\(target)' is not an absolute path")
        }
        if revision != "HEAD", isBare {
            arguments.refuse("rev", "'rev' is not compatible with the 'mirror' and 'bare' arguments")
        }
    }

    /// What there is on this machine.
    struct Local: Sendable, Hashable {
        var commit: String?
        var branch: String?
        var branches: [String] = []
        var tags: Set<String> = []
        /// The address of the remote.
        var address: String?
        var hasChanges = false
        /// Where the branch stands that is to be checked out, or is.
        var base: String?
        /// What that branch follows.
        var upstream: String?
        /// Whether the commit that is wanted is there, and the remote's references are as they were fetched.
        var hasRevision = false
        /// The commit of the local tag, where the revision is one and differs.
        var strayTag: String?
        /// Whether the base comes before the commit that is wanted; nil when that isn't known before it is fetched.
        var isAncestor: Bool?
    }

    package struct Observation: Sendable {
        var references: [String: String] = [:]
        var revision: GitRevision?
        var problem: String?
        var isFile = false
        var local: Local?
        /// What is in the target when it is no repository; nil when there is no directory.
        var contents: [String]?
        var isTest = false
    }

    package enum Change: Sendable {
        case clone
        case update
    }

    var upstream: String? { "\(remote)/\(revision)" }

    func changesBranch(_ local: Local) -> Bool { branch.map { $0 != local.branch } ?? false }

    package func observe(with reader: HostReader, in run: RunContext) async throws -> Observation {
        var seen = Observation(isFile: reader.files.isFile(target), isTest: run.isTest)
        guard !seen.isFile else { return seen }
        let listed = try await reader.queries.answer(
            to: .gitReferences(of: access.address(url), access.place()))
        guard listed.exitCode == 0 else {
            seen.problem = "Failed to check remote refs: \(listed.stderr)"
            return seen
        }
        for line in listed.stdout.split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            if words.count == 2 { seen.references[words[1]] = words[0] }
        }
        seen.revision = GitRevision(revision, in: seen.references)
        if reader.files.exists(PathText.join(target, isBare ? "refs" : ".git")) {
            seen.local = try await GitLooking(state: self, reader: reader).local(seen.revision)
        } else if reader.files.isDirectory(target) {
            seen.contents = try reader.files.list(target)
        }
        return seen
    }

    package func plan(_ seen: Observation) -> Plan<Change> {
        if seen.isFile { return .impossible("Target '\(target)' exists and is a regular file, cannot proceed") }
        if let problem = seen.problem { return .impossible(problem) }
        guard let wanted = seen.revision else {
            return .impossible("No revision matching '\(revision)' exists in the remote repository")
        }
        if depth != nil, ![.branch, .tag].contains(wanted.kind) {
            return .impossible(
                "When 'depth' is used, 'rev' must be set to the name of a branch or tag on the remote repository")
        }
        if let local = seen.local { return GitUpdatePlan(state: self, seen: seen, local: local, wanted: wanted).plan }
        return planClone(seen)
    }

    private func planClone(_ seen: Observation) -> Plan<Change> {
        var predicted: ValueMap = [:]
        var comment = "Repository \(url) would be cloned to \(target)"
        if let contents = seen.contents {
            if forcesClone {
                predicted["forced clone"] = true
                comment =
                    "Target directory \(target) exists. Since force_clone=True, the contents of \(target) would be "
                    + "deleted, and \(url) would be cloned into this directory."
            } else if !contents.isEmpty {
                return .impossible(
                    "Target '\(target)' exists, is non-empty and is not a git repository. Set the 'force_clone' option to "
                        + "True to remove this directory's contents and proceed with cloning the remote repository")
            }
        }
        predicted["new"] = .string("\(url) => \(target)")
        return .changing([.clone], predicted: predicted, comment: comment)
    }

    package func apply(_ change: Change, with writer: HostWriter, in run: RunContext) async throws -> Applied {
        let seen = try await observe(with: writer.reader, in: run)
        guard let wanted = seen.revision else { return .failed(seen.problem ?? "The repository can't be reached") }
        switch change {
        case .clone: return try await GitCloning(state: self, seen: seen, wanted: wanted, writer: writer).apply()
        case .update:
            guard let local = seen.local else { return .failed("\(target) is no repository any more") }
            return try await GitUpdating(state: self, wanted: wanted, local: local, writer: writer).apply(seen)
        }
    }
}
