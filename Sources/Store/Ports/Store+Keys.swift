package import ControlPlane
import GRDB
package import Model

extension Store: KeyStore {
    package func keys() async throws -> [MinionKey] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM minion_key ORDER BY minion, state").map(Self.key)
        }
    }

    package func key(of id: MinionID) async throws -> MinionKey? {
        try await read { database in try Self.current(id, in: database) }
    }

    package func save(_ key: MinionKey) async throws {
        try await write { database in try Self.put(key, in: database) }
    }

    package func replace(_ old: MinionKey?, with new: MinionKey) async throws -> Bool {
        try await write { database in
            guard try Self.current(new.id, in: database) == old else { return false }
            try Self.put(new, in: database)
            return true
        }
    }

    package func accept(denied: MinionKey, as new: MinionKey) async throws -> Bool {
        try await write { database in
            guard try Self.denied(denied.id, in: database) == denied else { return false }
            try Self.put(new, in: database)
            try Self.deleteDenied(denied.id, in: database)
            return true
        }
    }

    package func deniedKey(of id: MinionID) async throws -> MinionKey? {
        try await read { database in try Self.denied(id, in: database) }
    }

    package func pendingCount() async throws -> Int {
        try await read { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM minion_key WHERE state = 'pending'") ?? 0
        }
    }

    package func removeDenied(_ id: MinionID) async throws {
        try await write { database in try Self.deleteDenied(id, in: database) }
    }

    package func acceptedMinions() async throws -> [MinionID] {
        try await read { database in
            let sql = "SELECT minion FROM minion_key WHERE state = 'accepted' ORDER BY minion"
            return try Row.fetchAll(database, sql: sql).map { try Columns($0, of: "minion_key").minion("minion") }
        }
    }

    private static func current(_ id: MinionID, in database: Database) throws -> MinionKey? {
        let select = try database.cachedStatement(
            sql: "SELECT * FROM minion_key WHERE minion = ? AND state <> 'denied'")
        return try Row.fetchOne(select, arguments: [id.text]).map(Self.key)
    }

    private static func denied(_ id: MinionID, in database: Database) throws -> MinionKey? {
        let sql = "SELECT * FROM minion_key WHERE minion = ? AND state = 'denied'"
        return try Row.fetchOne(database, sql: sql, arguments: [id.text]).map(Self.key)
    }

    private static func deleteDenied(_ id: MinionID, in database: Database) throws {
        let sql = "DELETE FROM minion_key WHERE minion = ? AND state = 'denied'"
        try database.execute(sql: sql, arguments: [id.text])
    }

    private static func put(_ key: MinionKey, in database: Database) throws {
        let slot = key.state == .denied ? "state = 'denied'" : "state <> 'denied'"
        try database.execute(sql: "DELETE FROM minion_key WHERE minion = ? AND \(slot)", arguments: [key.id.text])
        try database.execute(
            sql: """
                INSERT INTO minion_key
                    (minion, state, public_key, fingerprint, certificate, serial, expires, previous_serial,
                     previous_until, since)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                key.id.text, key.state.rawValue, key.publicKey, key.fingerprint, key.certificate, key.serial,
                key.expires, key.previousSerial, key.previousUntil, key.since,
            ])
    }

    package func remove(_ id: MinionID) async throws {
        try await write { database in
            try database.execute(sql: "DELETE FROM minion_key WHERE minion = ?", arguments: [id.text])
        }
    }

    private static func key(_ row: Row) throws -> MinionKey {
        let columns = Columns(row, of: "minion_key")
        return MinionKey(
            id: try columns.minion("minion"), publicKey: try columns.text("public_key"),
            fingerprint: try columns.text("fingerprint"), state: try columns.name("state"),
            certificate: try columns.optional("certificate"), serial: try columns.optional("serial"),
            expires: try columns.optionalNumber("expires"), previousSerial: try columns.optional("previous_serial"),
            previousUntil: try columns.optionalNumber("previous_until"), since: try columns.number("since"))
    }
}
