import ControlPlane
import GRDB
package import Model
package import Values

extension Store: MinionStore {
    package func save(grains: ValueMap, of minion: MinionID) async throws {
        let text = JSON.write(.map(grains))
        try await write { database in
            let upsert = try database.cachedStatement(
                sql: """
                    INSERT INTO minion_grains (minion, grains) VALUES (?, ?)
                    ON CONFLICT (minion) DO UPDATE SET grains = excluded.grains WHERE grains <> excluded.grains
                    """)
            try upsert.execute(arguments: [minion.text, text])
        }
    }

    package func grains(of minion: MinionID) async throws -> ValueMap? {
        try await read { database in
            let select = try database.cachedStatement(sql: "SELECT grains FROM minion_grains WHERE minion = ?")
            return try Row.fetchOne(select, arguments: [minion.text]).map {
                try Columns($0, of: "minion_grains").map("grains")
            }
        }
    }

    package func forEachGrains(_ body: @escaping @Sendable (MinionID, ValueMap) throws -> Void) async throws {
        try await read { database in
            let rows = try Row.fetchCursor(database, sql: "SELECT minion, grains FROM minion_grains")
            while let row = try rows.next() {
                let columns = Columns(row, of: "minion_grains")
                try body(try columns.minion("minion"), try columns.map("grains"))
            }
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

    package func save(mine items: [MineItem], of minion: MinionID, clearing: Bool) async throws {
        try await write { database in
            if clearing {
                try database.execute(sql: "DELETE FROM minion_mine WHERE minion = ?", arguments: [minion.text])
            }
            for item in items {
                try database.execute(
                    sql: """
                        INSERT INTO minion_mine (minion, name, value, readers, readers_type) VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT (minion, name) DO UPDATE SET value = excluded.value, readers = excluded.readers,
                            readers_type = excluded.readers_type
                        """,
                    arguments: [
                        minion.text, item.name, JSON.write(item.value), item.readers?.expression,
                        item.readers?.type.rawValue,
                    ])
            }
        }
    }

    package func mine(_ names: [String]?) async throws -> [MinionID: [MineItem]] {
        try await read { database in
            let marks = Array(repeating: "?", count: names?.count ?? 0).joined(separator: ", ")
            let condition = names == nil ? "" : "WHERE name IN (\(marks))"
            var all: [MinionID: [MineItem]] = [:]
            for row in try Row.fetchAll(
                database, sql: "SELECT * FROM minion_mine \(condition) ORDER BY minion, name",
                arguments: StatementArguments(names ?? []))
            {
                let columns = Columns(row, of: "minion_mine")
                let readers: String? = try columns.optional("readers")
                let item = MineItem(
                    try columns.text("name"), try columns.json("value"),
                    readers: try readers.map { Target($0, type: try columns.name("readers_type")) })
                all[try columns.minion("minion"), default: []].append(item)
            }
            return all
        }
    }

    package func removeMine(_ name: String?, of minion: MinionID) async throws {
        try await write { database in
            try database.execute(
                sql: "DELETE FROM minion_mine WHERE minion = ? AND (name = ? OR ? IS NULL)",
                arguments: [minion.text, name, name])
        }
    }

    package func forget(_ minion: MinionID) async throws {
        try await write { database in
            try database.execute(sql: "DELETE FROM minion_grains WHERE minion = ?", arguments: [minion.text])
            try database.execute(sql: "DELETE FROM minion_mine WHERE minion = ?", arguments: [minion.text])
        }
    }
}
