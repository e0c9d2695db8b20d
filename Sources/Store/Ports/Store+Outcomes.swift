package import ControlPlane
import GRDB
package import Model

/// How jobs end for minions that do not return.
extension Store {
    package func noteReached(
        _ minions: [MinionID], by jobs: [JobID]
    ) async throws -> [JobID: Set<MinionID>] {
        try await write { database in
            let note = try database.cachedStatement(
                sql: """
                    UPDATE job_minion SET is_reached = 1
                    WHERE jid = ? AND minion = ? AND killed IS NULL AND given_up IS NULL
                    """)
            var open: [JobID: Set<MinionID>] = [:]
            for job in jobs {
                for minion in minions {
                    try note.execute(arguments: [job.text, minion.text])
                    if database.changesCount == 1 { open[job, default: []].insert(minion) }
                }
            }
            return open
        }
    }

    package func kill(_ job: JobID, on minions: [MinionID], at microseconds: Int64) async throws -> KilledParts {
        try await write { database in
            let withdraw = try database.cachedStatement(
                sql: """
                    UPDATE job_minion SET killed = ?1, given_up = ?1
                    WHERE jid = ?2 AND minion = ?3 AND NOT is_reached AND given_up IS NULL AND NOT is_returned
                    """)
            let stop = try database.cachedStatement(
                sql: """
                    UPDATE job_minion SET killed = coalesce(killed, ?1)
                    WHERE jid = ?2 AND minion = ?3 AND is_reached AND NOT is_returned
                    """)
            var parts = KilledParts(withdrawn: [], reached: [])
            for minion in minions {
                let arguments: StatementArguments = [microseconds, job.text, minion.text]
                try withdraw.execute(arguments: arguments)
                if database.changesCount == 1 {
                    parts.withdrawn.append(minion)
                    continue
                }
                try stop.execute(arguments: arguments)
                if database.changesCount == 1 { parts.reached.append(minion) }
            }
            return parts
        }
    }

    package func killed(on minion: MinionID) async throws -> [JobOrder] {
        try await read { database in
            let select = try database.cachedStatement(
                sql: """
                    SELECT job.* FROM job_minion JOIN job USING (jid)
                    WHERE job_minion.minion = ? AND job_minion.killed IS NOT NULL AND job_minion.is_reached
                        AND NOT job_minion.is_returned
                    ORDER BY job.jid
                    """)
            return try Row.fetchAll(select, arguments: [minion.text]).map(Self.order)
        }
    }

    package func giveUp(
        _ minions: [MinionID], of job: JobID, at microseconds: Int64
    ) async throws -> [MinionID] {
        try await write { database in
            let update = try database.cachedStatement(
                sql: """
                    UPDATE job_minion SET given_up = ?
                    WHERE jid = ? AND minion = ? AND given_up IS NULL AND NOT is_returned
                    """)
            return try minions.filter { minion in
                try update.execute(arguments: [microseconds, job.text, minion.text])
                return database.changesCount == 1
            }
        }
    }

    package func forsake(_ minion: MinionID, at microseconds: Int64) async throws -> [OverdueMinion] {
        try await write { database in
            let open = try Row.fetchAll(
                database,
                sql: """
                    SELECT \(Self.overdueColumns) FROM job_minion JOIN job USING (jid)
                    WHERE job_minion.minion = ? AND job_minion.is_returned = 0 AND job_minion.given_up IS NULL
                    ORDER BY job_minion.jid
                    """, arguments: [minion.text]
            ).map(Self.overdueMinion)
            try database.execute(
                sql: """
                    UPDATE job_minion SET given_up = ? WHERE minion = ? AND is_returned = 0 AND given_up IS NULL
                    """, arguments: [microseconds, minion.text])
            try database.execute(
                sql: "UPDATE job_minion SET killed = NULL WHERE minion = ? AND killed IS NOT NULL AND is_returned = 0",
                arguments: [minion.text])
            return open
        }
    }

    private static let overdueColumns = "job_minion.jid, job_minion.minion, job_minion.is_reached, job.expires"

    private static func overdueMinion(_ row: Row) throws -> OverdueMinion {
        let columns = Columns(row, of: "job_minion")
        return OverdueMinion(
            job: try columns.jobID("jid"), minion: try columns.minion("minion"),
            isReached: try columns.number("is_reached") != 0, isOwn: try columns.number("expires") == Job.neverOrdered)
    }

    package func overdue(at microseconds: Int64) async throws -> [OverdueMinion] {
        let hasExpired = try await read { database in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM job WHERE is_over = 0 AND expires <= ?)",
                arguments: [microseconds]) ?? false
        }
        guard hasExpired else { return [] }
        return try await write { database in
            try database.execute(
                sql: """
                    UPDATE job SET is_over = 1 WHERE is_over = 0 AND expires <= ? AND NOT EXISTS (
                        SELECT 1 FROM job_minion
                        WHERE job_minion.jid = job.jid AND NOT is_returned AND given_up IS NULL)
                    """, arguments: [microseconds])
            return try Row.fetchAll(database, sql: Self.overdue, arguments: [microseconds]).map(Self.overdueMinion)
        }
    }

    /// `CROSS JOIN` has SQLite look at the jobs first, which are few: by itself it reads the whole ledger, as that is in the
    /// order that is asked for.
    static let overdue = """
        SELECT \(overdueColumns)
        FROM job CROSS JOIN job_minion USING (jid)
        WHERE job.is_over = 0 AND job.expires <= ? AND NOT job_minion.is_returned AND job_minion.given_up IS NULL
        ORDER BY job_minion.jid, job_minion.position
        """

    /// Notes that a return is there, which ends the job for its minion.
    ///
    /// - Returns: how.
    static func end(of answer: JobReturn, in database: Database) throws -> JobOutcome? {
        let note = try database.cachedStatement(
            sql: """
                UPDATE job_minion SET is_returned = 1 WHERE jid = ? AND minion = ? RETURNING is_reached, given_up
                """)
        return try Row.fetchOne(note, arguments: [answer.id.text, answer.minion.text]).flatMap { row in
            let columns = Columns(row, of: "job_minion")
            return JobExpectation(
                isReached: try columns.number("is_reached") != 0,
                isGivenUp: try columns.optionalNumber("given_up") != nil, returned: answer.outcome
            ).outcome
        }
    }

    static func minions(of job: JobID, where condition: String, in database: Database) throws -> Set<MinionID> {
        let rows = try Row.fetchAll(
            database, sql: "SELECT minion FROM job_minion WHERE jid = ? AND \(condition)", arguments: [job.text])
        return Set(try rows.map { try Columns($0, of: "job_minion").minion("minion") })
    }

    /// How many minions of a job have each outcome; nil is for those for which it is not over.
    static func counts(of job: JobID, in database: Database) throws -> [JobOutcome?: Int] {
        let select = try database.cachedStatement(
            sql: """
                SELECT job_minion.is_reached, job_minion.given_up IS NOT NULL AS is_given_up, job_return.retcode,
                    job_return.is_refusal, COUNT(*) AS count
                FROM job_minion LEFT JOIN job_return USING (jid, minion) WHERE job_minion.jid = ? GROUP BY 1, 2, 3, 4
                """)
        var counts: [JobOutcome?: Int] = [:]
        for row in try Row.fetchAll(select, arguments: [job.text]) {
            let columns = Columns(row, of: "job_minion")
            let isRefusal = try columns.optionalNumber("is_refusal") ?? 0 != 0
            let expectation = JobExpectation(
                isReached: try columns.number("is_reached") != 0, isGivenUp: try columns.number("is_given_up") != 0,
                returned: try columns.optionalNumber("retcode").map {
                    JobOutcome(retcode: Int($0), isRefusal: isRefusal)
                })
            counts[expectation.outcome, default: 0] += Int(try columns.number("count"))
        }
        return counts
    }
}
