import Execution
import Host
import Model
import Values

/// `ssh.*`: keys of users and hosts.
struct SSHModule {
    let host: HostWriter

    private static let config = Parameter.optional("config", ".ssh/authorized_keys")

    var functions: [ExecutionFunction] {
        [
            .init(
                "ssh.auth_keys", "The keys with which a user may log in.", parameters: [.required("user"), Self.config]
            ) { call, _ in
                var keys: ValueMap = [:]
                for key in try place(call).read(host.reader).keys() {
                    keys[key.key] = [
                        "enc": .string(key.kind), "comment": .string(key.comment), "options": .strings(key.options),
                    ]
                }
                return FunctionResult(.map(keys))
            },
            .init(
                "ssh.check_key", "Whether a key is there: add, update or exists.",
                parameters: [
                    .required("user"), .required("key"), .required("enc"), .optional("comment", ""),
                    .optional("options"), Self.config,
                ]
            ) { call, _ in
                FunctionResult(.string(try place(call).read(host.reader).status(of: try key(call)).rawValue))
            },
            .init(
                "ssh.set_auth_key", "Lets a user log in with a key.",
                parameters: [
                    .required("user"), .required("key"), .optional("enc", "ssh-rsa"), .optional("comment", ""),
                    .optional("options"), Self.config,
                ]
            ) { call, _ in
                let wanted = try key(call)
                guard wanted.isValid else { return FunctionResult("invalid") }
                guard place(call).isPossible(host.reader) else { return FunctionResult("fail") }
                var keys = try place(call).read(host.reader)
                let status = try keys.status(of: wanted)
                guard status != .exists else { return FunctionResult("no change") }
                try keys.set(wanted)
                try place(call).write(keys, with: host)
                return FunctionResult(status == .add ? "new" : "replace")
            },
            .init(
                "ssh.rm_auth_key", "Takes a key from a user.",
                parameters: [.required("user"), .required("key"), Self.config]
            ) { call, _ in
                var keys = try place(call).read(host.reader)
                guard try keys.remove(try call.text("key")) else { return FunctionResult("Key not present") }
                try place(call).write(keys, with: host)
                return FunctionResult("Key removed")
            },
        ]
    }

    private func place(_ call: BoundArguments) -> AuthorizedKeysPlace {
        AuthorizedKeysPlace(
            user: PythonText.string(call["user"]), config: call["config"].string ?? ".ssh/authorized_keys")
    }

    private func key(_ call: BoundArguments) throws -> SSHKey {
        let asked = try call.text("enc")
        guard let kind = SSHKey.kind(asked) else { throw Diagnostic("Incorrect encryption key type '\(asked)'.") }
        return SSHKey(
            key: try call.text("key"), kind: kind, comment: try call.optionalText("comment") ?? "",
            options: try call.names("options"))
    }
}
