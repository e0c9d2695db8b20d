import Execution
import Host
import Model
import Values

/// `user.*` and `group.*`: the accounts of this machine.
struct UserModule {
    let accounts: any AccountLookup

    var functions: [ExecutionFunction] {
        [
            .init("user.info", "What is known of a user; empty for none.", parameters: [.required("name")]) { call, _ in
                guard let account = accounts.user(try call.text("name")) else { return FunctionResult([:]) }
                let groups = accounts.groups(of: account).map(accounts.groupName).sorted()
                return FunctionResult([
                    "uid": .int(Int(account.id)), "gid": .int(Int(account.groupID)), "name": .string(account.name),
                    "home": .string(account.home), "shell": .string(account.shell),
                    "fullname": .string(account.fullName), "groups": .strings(groups), "passwd": "x",
                ])
            },
            .init("group.info", "What is known of a group; empty for none.", parameters: [.required("name")]) {
                call, _ in
                guard let group = accounts.group(try call.text("name")) else { return FunctionResult([:]) }
                return FunctionResult([
                    "name": .string(group.name), "gid": .int(Int(group.id)), "passwd": "x",
                    "members": .strings(group.members),
                ])
            },
        ]
    }
}
