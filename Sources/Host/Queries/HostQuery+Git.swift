extension HostQuery {
    /// Who asks, and where.
    package struct GitPlace: Sendable, Hashable {
        /// Nil for what is about no working copy.
        package var directory: String?
        package var user: String?
        package var environment: [String: String]

        package init(directory: String? = nil, user: String? = nil, environment: [String: String] = [:]) {
            self.directory = directory
            self.user = user
            self.environment = environment
        }
    }

    private static func git(_ words: [String], _ place: GitPlace) -> HostQuery {
        let directory = place.directory.map { ["-C", $0] } ?? []
        var environment = place.environment
        environment["GIT_TERMINAL_PROMPT"] = "0"
        // Looking must not write, not even an index that is out of date.
        environment["GIT_OPTIONAL_LOCKS"] = "0"
        return HostQuery(["git"] + directory + words, user: place.user, environment: environment)
    }

    /// The commit that a revision means.
    package static func gitCommit(_ revision: String, _ place: GitPlace) -> HostQuery {
        git(["rev-parse", "--verify", "--quiet", "\(revision)^{commit}"], place)
    }

    /// The short name of a reference, such as a branch's upstream.
    package static func gitName(_ reference: String, _ place: GitPlace) -> HostQuery {
        git(["rev-parse", "--abbrev-ref", reference], place)
    }

    /// The branch that is checked out; fails when none is.
    package static func gitBranch(_ place: GitPlace) -> HostQuery {
        git(["symbolic-ref", "--quiet", "--short", "HEAD"], place)
    }

    package static func gitBranches(_ place: GitPlace) -> HostQuery {
        git(["for-each-ref", "--format=%(refname:short)", "refs/heads"], place)
    }

    package static func gitTags(_ place: GitPlace) -> HostQuery {
        git(["for-each-ref", "--format=%(refname:strip=2)", "refs/tags"], place)
    }

    /// The address that a remote is fetched from.
    package static func gitRemote(_ name: String, _ place: GitPlace) -> HostQuery {
        git(["config", "--get", "remote.\(name).url"], place)
    }

    /// What a repository elsewhere has: a hash and a reference a line.
    package static func gitReferences(of url: String, _ place: GitPlace) -> HostQuery {
        git(["ls-remote", "--", url], place)
    }

    /// What differs from the commit that is checked out.
    package static func gitChanges(_ place: GitPlace) -> HostQuery { git(["diff", "HEAD", "--"], place) }

    /// Exits with 0 when a commit comes before another, or is it.
    package static func gitIsAncestor(_ first: String, of second: String, _ place: GitPlace) -> HostQuery {
        git(["merge-base", "--is-ancestor", first, second], place)
    }

    /// Exits with 0 in a working copy or a repository.
    package static func gitStatus(_ place: GitPlace) -> HostQuery { git(["status", "--porcelain"], place) }

    /// All values of a setting.
    package static func gitSetting(_ name: String, isGlobal: Bool, _ place: GitPlace) -> HostQuery {
        git(["config"] + (isGlobal ? ["--global"] : ["--local"]) + ["--get-all", name], place)
    }
}
