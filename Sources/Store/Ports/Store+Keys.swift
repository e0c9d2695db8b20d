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
        try await read { database in
            let sql = "SELECT * FROM minion_key WHERE minion = ? AND state <> 'denied'"
            return try Row.fetchOne(database, sql: sql, arguments: [id.text]).map(Self.key)
        }
    }

    package func save(_ key: MinionKey) async throws {
        try await write { database in
            let slot = key.state == .denied ? "state = 'denied'" : "state <> 'denied'"
            try database.execute(
                sql: "DELETE FROM minion_key WHERE minion = ? AND \(slot)", arguments: [key.id.text])
            try database.execute(
                sql: """
                    INSERT INTO minion_key (minion, state, public_key, fingerprint, certificate, serial, since)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    key.id.text, key.state.rawValue, key.publicKey, key.fingerprint, key.certificate, key.serial,
                    key.since,
                ])
        }
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
            since: try columns.number("since"))
    }
}
