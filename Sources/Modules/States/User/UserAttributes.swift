import Execution
import Host
import Values

/// What a user state asks of an account; nil leaves that attribute alone.
struct UserAttributes: Sendable {
    let uid: Int?
    let group: String?
    let groups: [String]?
    let optionalGroups: [String]
    let removesGroups: Bool
    let home: String?
    let makesHome: Bool
    let passwordHash: String?
    let enforcesPassword: Bool
    let shell: String?
    let isSystem: Bool
    let hasOwnGroup: Bool?
    let fullName: String?
    let aging: UserAging

    init(_ arguments: inout ArgumentDecoder) {
        uid = arguments.integer("uid")
        group = arguments.text("gid")
        groups = arguments.texts("groups")
        optionalGroups = arguments.texts("optional_groups") ?? []
        removesGroups = arguments.flag("remove_groups", default: true)
        home = arguments.text("home")
        makesHome = arguments.flag("createhome", default: true)
        passwordHash = arguments.text("password")
        enforcesPassword = arguments.flag("enforce_password", default: true)
        shell = arguments.text("shell")
        isSystem = arguments.flag("system", default: false)
        hasOwnGroup = arguments.value("usergroup").flatMap(\.bool)
        fullName = arguments.text("fullname")
        aging = UserAging(&arguments)
        for name in ["unique", "allow_uid_change", "allow_gid_change", "hash_password", "empty_password"] {
            _ = arguments.value(name)
        }
    }

    /// The command that makes the account.
    func creation(of name: String, optional: [String]) -> [String] {
        var words = ["useradd"]
        if let shell { words += ["-s", shell] }
        if let uid { words += ["-u", String(uid)] }
        if let group { words += ["-g", group] } else if let hasOwnGroup { words.append(hasOwnGroup ? "-U" : "-N") }
        let all = (groups ?? []) + optional
        if !all.isEmpty { words += ["-G", all.joined(separator: ",")] }
        if let home { words += ["-d", home] }
        words.append(makesHome ? "-m" : "-M")
        if isSystem { words.append("-r") }
        if let fullName { words += ["-c", fullName] }
        if let passwordHash { words += ["-p", passwordHash] }
        return words + [name]
    }

    /// What differs, as options of `usermod` and as a return's `changes`.
    func differences(
        from account: Account, groups current: [String], optional: [String], password: String?, wantedGroup: UInt32?
    ) -> (words: [String], changes: ValueMap) {
        var words: [String] = []
        var changes: ValueMap = [:]
        if let uid, uid != Int(account.id) {
            words += ["-u", String(uid)]
            changes["uid"] = .int(uid)
        }
        if let wantedGroup, wantedGroup != account.groupID {
            words += ["-g", String(wantedGroup)]
            changes["gid"] = .int(Int(wantedGroup))
        }
        if let home, home != account.home {
            words += ["-d", home]
            changes["home"] = .string(home)
        }
        if let shell, shell != account.shell {
            words += ["-s", shell]
            changes["shell"] = .string(shell)
        }
        if let fullName, fullName != account.fullName {
            words += ["-c", fullName]
            changes["fullname"] = .string(fullName)
        }
        if let passwordHash, enforcesPassword, passwordHash != password {
            words += ["-p", passwordHash]
            changes["passwd"] = "XXX-REDACTED-XXX"
        }
        if let wanted = groupsWanted(current, optional), wanted != current {
            words += ["-G", wanted.joined(separator: ",")]
            changes["groups"] = .strings(wanted)
        }
        return (words, changes)
    }

    /// Nil when nothing is said about groups.
    private func groupsWanted(_ current: [String], _ optional: [String]) -> [String]? {
        guard groups != nil || !optional.isEmpty else { return nil }
        let named = Set((groups ?? []) + optional)
        return (removesGroups ? named : named.union(current)).sorted()
    }
}
