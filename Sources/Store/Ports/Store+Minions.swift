import ControlPlane
import GRDB
package import Model
package import Values

extension Store: MinionStore {
    package func save(grains: ValueMap, of minion: MinionID) async throws {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO minion_grains (minion, grains) VALUES (?, ?)
                    ON CONFLICT (minion) DO UPDATE SET grains = excluded.grains
                    """,
                arguments: [minion.text, JSON.write(.map(grains))])
        }
    }

    package func grains() async throws -> [MinionID: ValueMap] {
        try await read { database in
            var all: [MinionID: ValueMap] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT minion, grains FROM minion_grains") {
                let columns = Columns(row, of: "minion_grains")
                all[try columns.minion("minion")] = try columns.map("grains")
            }
            return all
        }
    }

    package func removeGrains(of minion: MinionID) async throws {
        try await write { database in
            try database.execute(sql: "DELETE FROM minion_grains WHERE minion = ?", arguments: [minion.text])
        }
    }
}
