/// A user of this machine.
package struct Account: Sendable, Hashable {
    package var name: String
    package var id: UInt32
    package var groupID: UInt32
    package var fullName: String
    package var home: String
    package var shell: String

    package init(
        name: String, id: UInt32, groupID: UInt32, fullName: String = "", home: String = "/", shell: String = "/bin/sh"
    ) {
        self.name = name
        self.id = id
        self.groupID = groupID
        self.fullName = fullName
        self.home = home
        self.shell = shell
    }
}

/// A group of users.
package struct AccountGroup: Sendable, Hashable {
    package var name: String
    package var id: UInt32
    package var members: [String]

    package init(name: String, id: UInt32, members: [String] = []) {
        self.name = name
        self.id = id
        self.members = members
    }
}
