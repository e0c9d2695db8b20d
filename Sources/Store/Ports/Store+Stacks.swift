import ControlPlane
import GRDB
package import Model

extension Store: StackStore {
    package func stacks(of app: String?) async throws -> [Stack] {
        try await read { database in
            let sql = "SELECT * FROM stack WHERE ?1 IS NULL OR app = ?1 ORDER BY app, since, version"
            return try Row.fetchAll(database, sql: sql, arguments: [app]).map(Self.stack)
        }
    }

    package func begin(_ intent: StackTransition) async throws -> StackTransition {
        try await write { database in
            let open = "SELECT * FROM stack_transition WHERE app = ? AND outcome = 'intended'"
            if let holder = try Row.fetchOne(database, sql: open, arguments: [intent.app]) {
                throw StackBusy(holder: try Self.transition(holder))
            }
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
            begun.outcome = .intended
            begun.ended = nil
            return begun
        }
    }

    package func finish(_ transition: StackTransition, stacks: [Stack]) async throws {
        try await write { database in
            try Self.replace(stacks, of: transition.app, in: database)
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

    package func record(_ stacks: [Stack], of app: String) async throws {
        try await write { database in try Self.replace(stacks, of: app, in: database) }
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
    private static func replace(_ stacks: [Stack], of app: String, in database: Database) throws {
        if let stranger = stacks.first(where: { $0.app != app }) {
            throw StoreError.conflictingStacks(app: app, reason: "'\(stranger.label)' is of another application")
        }
        try database.execute(sql: "DELETE FROM stack WHERE app = ?", arguments: [app])
        for stack in stacks where stack.state != .deactivated {
            do {
                try database.execute(
                    sql: "INSERT INTO stack (app, version, state, backend, since) VALUES (?, ?, ?, ?, ?)",
                    arguments: [app, stack.version, stack.state.rawValue, stack.backend, stack.since])
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                throw StoreError.conflictingStacks(
                    app: app, reason: "a second stack in '\(stack.state.rawValue)', or version \(stack.version) twice")
            }
        }
    }

    private static func stack(_ row: Row) throws -> Stack {
        let columns = Columns(row, of: "stack")
        return Stack(
            app: try columns.text("app"), version: try columns.text("version"), state: try columns.name("state"),
            backend: try columns.text("backend"), since: try columns.number("since"))
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
