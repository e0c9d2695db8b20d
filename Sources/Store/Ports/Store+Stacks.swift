import ControlPlane
import GRDB
package import Model
import Values

extension Store: StackStore {
    package func stacks(of app: String?) async throws -> [Stack] {
        try await read { database in
            let sql = "SELECT * FROM stack WHERE ?1 IS NULL OR app = ?1 ORDER BY app, since, version"
            return try Row.fetchAll(database, sql: sql, arguments: [app]).map(Self.stack)
        }
    }

    package func leftovers(of app: String?) async throws -> [StackLeftover] {
        try await read { database in
            let sql = "SELECT * FROM stack_leftover WHERE ?1 IS NULL OR app = ?1 ORDER BY app, since, version"
            return try Row.fetchAll(database, sql: sql, arguments: [app]).map { row in
                let columns = Columns(row, of: "stack_leftover")
                return StackLeftover(
                    try Self.stack(columns, in: .deactivated), isKept: try columns.number("is_kept") != 0)
            }
        }
    }

    package func begin(
        _ intent: StackTransition, expecting stacks: [Stack], creating: Stack?
    ) async throws -> StackTransition {
        try await write { database in
            let open = "SELECT * FROM stack_transition WHERE app = ? AND outcome = 'intended'"
            if let holder = try Row.fetchOne(database, sql: open, arguments: [intent.app]) {
                throw StackBusy(holder: try Self.transition(holder))
            }
            let now = try Row.fetchAll(database, sql: "SELECT * FROM stack WHERE app = ?", arguments: [intent.app])
            guard try Set(now.map(Self.stack)) == Set(stacks) else { throw StacksChanged() }
            try database.execute(
                sql: """
                    INSERT INTO stack_transition
                        (app, action, version, from_state, to_state, user, jid, started, outcome, detail)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'intended', ?)
                    """,
                arguments: [
                    intent.app, intent.action.rawValue, intent.version, intent.from.rawValue, intent.to.rawValue,
                    intent.user, intent.jid.text, intent.started, intent.detail,
                ])
            var begun = intent
            begun.id = database.lastInsertedRowID
            if let creating { try Self.insert(StackLeftover(creating, isKept: false), in: database) }
            begun.outcome = .intended
            begun.ended = nil
            return begun
        }
    }

    package func finish(
        _ transition: StackTransition, stacks: [Stack], leftovers: [StackLeftover]
    ) async throws {
        try await write { database in
            try Self.replace(stacks, leftovers, of: transition.app, in: database)
            try database.execute(
                sql: """
                    UPDATE stack_transition
                    SET version = ?, from_state = ?, to_state = ?, ended = ?, outcome = ?, detail = ?
                    WHERE id = ? AND app = ? AND outcome = 'intended'
                    """,
                arguments: [
                    transition.version, transition.from.rawValue, transition.to.rawValue, transition.ended,
                    transition.outcome.rawValue, transition.detail, transition.id, transition.app,
                ])
            guard database.changesCount == 1 else {
                throw StoreError.transitionNotOpen(id: transition.id, app: transition.app)
            }
        }
    }

    package func record(_ stacks: [Stack], leftovers: [StackLeftover], of app: String) async throws {
        try await write { database in try Self.replace(stacks, leftovers, of: app, in: database) }
    }

    package func openTransitions() async throws -> [StackTransition] {
        try await read { database in
            let sql = "SELECT * FROM stack_transition WHERE outcome = 'intended' ORDER BY id"
            return try Row.fetchAll(database, sql: sql).map(Self.transition)
        }
    }

    package func history(of app: String?, limit: Int) async throws -> [StackTransition] {
        try await read { database in
            let sql = "SELECT * FROM stack_transition WHERE ?1 IS NULL OR app = ?1 ORDER BY id DESC LIMIT ?2"
            return try Row.fetchAll(database, sql: sql, arguments: [app, max(0, limit)]).map(Self.transition)
        }
    }

    /// A stack that is `deactivated` has no row.
    private static func replace(
        _ stacks: [Stack], _ leftovers: [StackLeftover], of app: String, in database: Database
    ) throws {
        try database.execute(sql: "DELETE FROM stack_leftover WHERE app = ?", arguments: [app])
        for leftover in leftovers { try insert(leftover, in: database) }
        if let stranger = stacks.first(where: { $0.app != app }) {
            throw StoreError.conflictingStacks(app: app, reason: "'\(stranger.label)' is of another application")
        }
        try database.execute(sql: "DELETE FROM stack WHERE app = ?", arguments: [app])
        for stack in stacks where stack.state != .deactivated {
            do {
                try database.execute(
                    sql: """
                        INSERT INTO stack (app, version, state, backend, since, definition, minions)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        app, stack.version, stack.state.rawValue, stack.backend, stack.since,
                        JSON.write(stack.definition), Self.text(of: stack.minions),
                    ])
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                throw StoreError.conflictingStacks(
                    app: app, reason: "a second stack in '\(stack.state.rawValue)', or version \(stack.version) twice")
            }
        }
    }

    private static func insert(_ leftover: StackLeftover, in database: Database) throws {
        let stack = leftover.stack
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO stack_leftover (app, version, backend, since, definition, minions, is_kept)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                stack.app, stack.version, stack.backend, stack.since, JSON.write(stack.definition),
                text(of: stack.minions), leftover.isKept,
            ])
    }

    private static func text(of minions: [MinionID]) -> String { JSON.write(.strings(minions.map(\.text))) }

    private static func stack(_ row: Row) throws -> Stack {
        let columns = Columns(row, of: "stack")
        return try stack(columns, in: try columns.name("state"))
    }

    private static func stack(_ columns: Columns, in state: StackState) throws -> Stack {
        Stack(
            app: try columns.text("app"), version: try columns.text("version"), state: state,
            backend: try columns.text("backend"), since: try columns.number("since"),
            definition: try columns.json("definition"),
            minions: try columns.list("minions").map { try MinionID($0.scalarText ?? "") })
    }

    private static func transition(_ row: Row) throws -> StackTransition {
        let columns = Columns(row, of: "stack_transition")
        return StackTransition(
            id: try columns.number("id"), app: try columns.text("app"), action: try columns.name("action"),
            version: try columns.text("version"), from: try columns.name("from_state"),
            to: try columns.name("to_state"), user: try columns.text("user"), jid: try columns.jobID("jid"),
            started: try columns.number("started"), ended: try columns.optionalNumber("ended"),
            outcome: try columns.name("outcome"), detail: try columns.text("detail"))
    }
}
