package import ControlPlane
import GRDB
package import Model
import Values

extension Store: JobStore {
    package func insert(_ job: Job, reached: Set<MinionID>) async throws {
        try await write { database in try Self.insert(job, reached: reached, into: database) }
    }

    package func adopt(_ job: Job) async throws -> Adoption {
        try await write { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT user, expires FROM job WHERE jid = ?", arguments: [job.id.text])
            guard let row else {
                // Whoever started it has heard of it.
                try Self.insert(job, reached: Set(job.minions), into: database)
                return .adopted
            }
            let columns = Columns(row, of: "job")
            let user = try columns.text("user")
            guard user == job.user else { return .taken }
            if Job.isForeign(user, expires: try columns.number("expires")) {
                return try Self.join(job, in: database) ? .adopted : .known
            }
            return try Self.minions(of: job.id, where: "TRUE", in: database) == Set(job.minions) ? .known : .taken
        }
    }

    /// - Returns: whether the job did not have all its minions before.
    private static func join(_ job: Job, in database: Database) throws -> Bool {
        let expect = try database.cachedStatement(
            sql: """
                INSERT INTO job_minion (jid, minion, position, is_reached)
                SELECT ?1, ?2, COUNT(*), 1 FROM job_minion WHERE jid = ?1 ON CONFLICT (jid, minion) DO NOTHING
                """)
        var isNew = false
        for minion in job.minions {
            try expect.execute(arguments: [job.id.text, minion.text])
            if database.changesCount == 1 { isNew = true }
        }
        if isNew { try database.execute(sql: "UPDATE job SET is_over = 0 WHERE jid = ?", arguments: [job.id.text]) }
        return isNew
    }

    private static func insert(_ job: Job, reached: Set<MinionID>, into database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO job (jid, function, arguments, keywords, target, target_type, user, expires, unknown)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                job.id.text, job.call.function.description, JSON.write(.list(job.call.arguments)),
                JSON.write(.map(job.call.keywords)), job.target.expression, job.target.type.rawValue, job.user,
                job.expires, JSON.write(.strings(job.unknown)),
            ])
        let expect = try database.makeStatement(
            sql: "INSERT INTO job_minion (jid, minion, position, is_reached) VALUES (?, ?, ?, ?)")
        for (position, minion) in job.minions.enumerated() {
            try expect.execute(arguments: [job.id.text, minion.text, position, reached.contains(minion)])
        }
    }

    package func record(_ answer: JobReturn, at microseconds: Int64) async throws -> JobOutcome? {
        let value = JSON.write(answer.value)
        return try await write { database in
            let insert = try database.cachedStatement(
                sql: """
                    INSERT INTO job_return (jid, minion, function, value, retcode, outputter, returned, is_refusal)
                    SELECT jid, minion, ?, ?, ?, ?, ?, ? FROM job_minion WHERE jid = ? AND minion = ?
                    ON CONFLICT (jid, minion) DO NOTHING
                    """)
            try insert.execute(arguments: [
                answer.function.description, value, answer.retcode, answer.outputter, microseconds,
                answer.isRefusal, answer.id.text, answer.minion.text,
            ])
            guard database.changesCount == 1 else { return nil }
            return try Self.end(of: answer, in: database)
        }
    }

    package func job(_ id: JobID) async throws -> StoredJob? {
        try await read { database in
            guard let row = try Row.fetchOne(database, sql: "SELECT * FROM job WHERE jid = ?", arguments: [id.text])
            else { return nil }
            let minions = try Self.minions(of: [row], in: database)
            let answers = try Row.fetchAll(
                database, sql: "SELECT * FROM job_return WHERE jid = ?", arguments: [id.text]
            ).map(Self.answer)
            let returns = Dictionary(answers.map { ($0.minion, $0) }, uniquingKeysWith: { first, _ in first })
            return StoredJob(
                job: try Self.job(row, minions), returns: returns,
                reached: try Self.minions(of: id, where: "is_reached", in: database),
                givenUp: try Self.minions(of: id, where: "given_up IS NOT NULL", in: database),
                killed: try Self.minions(of: id, where: "killed IS NOT NULL", in: database))
        }
    }

    package func jobs(limit: Int) async throws -> [ListedJob] {
        try await read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM job ORDER BY jid DESC LIMIT ?", arguments: [max(0, limit)])
            let minions = try Self.minions(of: rows, in: database)
            return try rows.map { row in
                let job = try Self.job(row, minions)
                return ListedJob(job: job, counts: try Self.counts(of: job.id, in: database))
            }
        }
    }

    package func unanswered(by minion: MinionID, at microseconds: Int64) async throws -> [JobOrder] {
        try await read { database in
            let select = try database.cachedStatement(sql: Self.unanswered)
            return try Row.fetchAll(select, arguments: [minion.text, microseconds]).map(Self.order)
        }
    }

    /// Each minion asks it as it connects: only what is open is read, by the index of that.
    static let unanswered = """
        SELECT job.* FROM job_minion JOIN job USING (jid)
        WHERE job_minion.minion = ? AND job_minion.is_returned = 0 AND job_minion.given_up IS NULL
            AND job_minion.killed IS NULL AND (job.expires > ? OR job_minion.is_reached)
        ORDER BY job_minion.jid
        """

    package func unfinished(by minion: MinionID) async throws -> [JobOrder] {
        // At the end of all time every job has expired.
        try await unanswered(by: minion, at: .max)
    }

    package func prune(before id: JobID) async throws {
        try await write { database in
            try database.execute(sql: "DELETE FROM job WHERE jid < ?", arguments: [id.text])
        }
    }

    /// The expected minions of each job, in the order in which they were given.
    private static func minions(of jobs: [Row], in database: Database) throws -> [JobID: [MinionID]] {
        let select = try database.makeStatement(
            sql: "SELECT minion FROM job_minion WHERE jid = ? ORDER BY position")
        var minions: [JobID: [MinionID]] = [:]
        for job in jobs {
            let id = try Columns(job, of: "job").jobID("jid")
            minions[id] = try Row.fetchAll(select, arguments: [id.text]).map {
                try Columns($0, of: "job_minion").minion("minion")
            }
        }
        return minions
    }

    private static func job(_ row: Row, _ minions: [JobID: [MinionID]]) throws -> Job {
        let columns = Columns(row, of: "job")
        let id = try columns.jobID("jid")
        let call = FunctionCall(
            try columns.function("function"), arguments: try columns.list("arguments"),
            keywords: try columns.map("keywords"))
        let minions = minions[id] ?? []
        let user = try columns.text("user")
        // Nobody knows whom it was given to: those that have returned it.
        let expires = try columns.number("expires")
        let target =
            Job.isForeign(user, expires: expires)
            ? Target(minions.map(\.text).joined(separator: ","), type: .list)
            : Target(try columns.text("target"), type: try columns.name("target_type"))
        return Job(
            id: id, call: call, target: target, user: user, minions: minions, expires: expires,
            unknown: try columns.list("unknown").compactMap(\.string))
    }

    static func order(_ row: Row) throws -> JobOrder {
        let job = try job(row, [:])
        return JobOrder(id: job.id, call: job.call, expires: job.expires)
    }

    private static func answer(_ row: Row) throws -> JobReturn {
        let columns = Columns(row, of: "job_return")
        var answer = JobReturn(
            id: try columns.jobID("jid"), minion: try columns.minion("minion"),
            function: try columns.function("function"), value: try columns.json("value"),
            retcode: Int(try columns.number("retcode")), outputter: try columns.optional("outputter"))
        answer.isRefusal = try columns.number("is_refusal") != 0
        return answer
    }
}
