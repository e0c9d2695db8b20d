import Glibc

/// The accounts that this system's name service knows.
package struct SystemAccounts: AccountLookup {
    package init() {}

    package func user(_ name: String) -> Account? {
        var entry = passwd()
        return withBuffer { buffer, size in
            var found: UnsafeMutablePointer<passwd>?
            var code = getpwnam_r(name, &entry, buffer, size, &found)
            if found == nil, let id = UInt32(name) { code = getpwuid_r(id, &entry, buffer, size, &found) }
            guard found != nil else { return (code, nil) }
            let account = Account(
                name: String(cString: entry.pw_name), id: entry.pw_uid, groupID: entry.pw_gid,
                fullName: String(String(cString: entry.pw_gecos).prefix { $0 != "," }),
                home: String(cString: entry.pw_dir), shell: String(cString: entry.pw_shell))
            return (code, account)
        }
    }

    package func group(_ name: String) -> AccountGroup? {
        var entry = Glibc.group()
        return withBuffer { buffer, size in
            var found: UnsafeMutablePointer<Glibc.group>?
            var code = getgrnam_r(name, &entry, buffer, size, &found)
            if found == nil, let id = UInt32(name) { code = getgrgid_r(id, &entry, buffer, size, &found) }
            guard found != nil else { return (code, nil) }
            var members: [String] = []
            var next = entry.gr_mem
            while let pointer = next, let member = pointer.pointee {
                members.append(String(cString: member))
                next = pointer + 1
            }
            return (code, AccountGroup(name: String(cString: entry.gr_name), id: entry.gr_gid, members: members))
        }
    }

    package func groups(of account: Account) -> [UInt32] {
        var count: Int32 = 64
        var ids = [gid_t](repeating: 0, count: Int(count))
        if getgrouplist(account.name, account.groupID, &ids, &count) < 0 {
            ids = [gid_t](repeating: 0, count: Int(count))
            guard getgrouplist(account.name, account.groupID, &ids, &count) >= 0 else { return [account.groupID] }
        }
        return Array(ids.prefix(Int(count)))
    }

    /// Calls with a buffer that grows until the entry fits.
    private func withBuffer<Entry>(
        _ body: (UnsafeMutablePointer<CChar>, Int) -> (code: Int32, entry: Entry?)
    ) -> Entry? {
        var size = 4096
        while size <= 1 << 22 {
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
            defer { buffer.deallocate() }
            let result = body(buffer, size)
            if result.code != ERANGE { return result.entry }
            size *= 4
        }
        return nil
    }
}
