import Glibc
package import Values

/// This process: who runs it, where and how it finds programs.
package struct ProcessGrains: GrainCollector {
    package init() {}

    package func collect(from files: any FileReading) -> ValueMap {
        let accounts = SystemAccounts()
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        var grains: ValueMap = [
            "pid": .int(Int(getpid())), "uid": .int(Int(geteuid())), "gid": .int(Int(getegid())),
            "username": .string(accounts.userName(geteuid())), "groupname": .string(accounts.groupName(getegid())),
            "path": .string(path), "systempath": .strings(path.split(separator: ":").map(String.init)),
            "shell": .string(getenv("SHELL").map { String(cString: $0) } ?? "/bin/sh"), "ps": "ps -efHww",
        ]
        if let directory = getcwd(nil, 0) {
            grains["cwd"] = .string(String(cString: directory))
            free(directory)
        }
        return grains
    }
}
