import ControlPlane
import GRDB
import Glibc
import Model
import TestSupport
import Testing

@testable import Store

/// The store's file: made, reopened, and refused when it is not what it should be.
struct FileTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("master.db")
    }

    @Test func `what was written is there after reopening`() async throws {
        let job = try JobStoreContract.job(1, minions: ["a"])
        let first = try Store.open(path: path)
        try await first.insert(job, reached: [])
        try first.close()
        #expect(try await Store.open(path: path).job(job.id)?.job == job)
    }

    @Test func `what was written survives a crash right after it`() async throws {
        let job = try JobStoreContract.job(1, minions: ["a"])
        let store = try Store.open(path: path)
        try await store.insert(job, reached: [])
        // A copy of the files while they are open is what a killed process leaves.
        let copy = directory.file("copy.db")
        try TextFile.write(TextFile.bytes(of: path), to: copy)
        try TextFile.write(TextFile.bytes(of: path + "-wal"), to: copy + "-wal")
        #expect(try await Store.open(path: copy).job(job.id)?.job == job)
        try store.close()
    }

    @Test func `how a job ended is known after reopening`() async throws {
        let first = try Store.open(path: path)
        try await JobStoreContract(store: first).knowsHowAJobEndsForEveryMinion()
        let before = try #require(try await first.job(JobID(microseconds: 1)))
        try first.close()
        let after = try #require(try await Store.open(path: path).job(JobID(microseconds: 1)))
        #expect(after == before)
        #expect(after.outcomes.count == 5)
    }

    @Test func `the jobs of a store from before outcomes get one`() async throws {
        try make()
        let old = try DatabaseQueue(path: path)
        try await old.write { database in
            try database.execute(
                sql: """
                    DROP INDEX job_not_over;
                    DROP INDEX job_minion_killed;
                    DROP INDEX job_minion_open;
                    CREATE INDEX job_minion_by_minion ON job_minion (minion, jid);
                    ALTER TABLE job_minion DROP COLUMN is_returned;
                    ALTER TABLE job_minion DROP COLUMN killed;
                    ALTER TABLE job DROP COLUMN unknown;
                    ALTER TABLE job DROP COLUMN is_over;
                    ALTER TABLE job_minion DROP COLUMN is_reached;
                    ALTER TABLE job_minion DROP COLUMN given_up;
                    ALTER TABLE job_return DROP COLUMN is_refusal;
                    DELETE FROM grdb_migrations WHERE identifier IN (
                        '7 how jobs end', '8 jobs that are killed', '9 ids that no minion has', '10 what is open');
                    INSERT INTO job VALUES ('20261121000000000001', 'test.ping', '[]', '{}', '*', 'glob', 'root', 5);
                    INSERT INTO job_minion VALUES ('20261121000000000001', 'a', 0), ('20261121000000000001', 'b', 1);
                    INSERT INTO job_return
                        VALUES ('20261121000000000001', 'a', 'test.ping', 'true', 0, NULL, 4);
                    """)
        }
        try old.close()
        let store = try Store.open(path: path)
        let jid = try JobID("20261121000000000001")
        let b = try MinionID("b")
        #expect(try await store.unfinished(by: try MinionID("a")).isEmpty)
        #expect(try await store.unfinished(by: b).map(\.id) == [jid])
        #expect(try await store.job(jid)?.outcomes.mapValues(\.word) == [try MinionID("a"): .succeeded])
        #expect(try await store.overdue(at: 9) == [OverdueMinion(job: jid, minion: b, isReached: true)])
        #expect(try await store.giveUp([b], of: jid, at: 9) == [b])
        #expect(try await store.job(jid)?.outcomes[b] == .timedOut)
    }

    /// The one is asked as each minion connects, the other every few seconds.
    @Test func `what is owed and what is overdue are found without a look at the rest of the ledger`() throws {
        let store = try Store.open(path: path)
        let plans = try store.pool.read { database in
            try [(Store.unanswered, ["a", 1]), (Store.overdue, [1])].map { query, arguments in
                try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(query)", arguments: arguments)
                    .map { try #require($0["detail"] as String?) }
            }
        }
        #expect(
            plans == [
                [
                    "SEARCH job_minion USING INDEX job_minion_open (minion=?)",
                    "SEARCH job USING PRIMARY KEY (jid=?)",
                ],
                [
                    "SEARCH job USING INDEX job_not_over (expires<?)",
                    "SEARCH job_minion USING PRIMARY KEY (jid=?)", "USE TEMP B-TREE FOR ORDER BY",
                ],
            ])
    }

    @Test func `a commit waits for the disk`() throws {
        let store = try Store.open(path: path)
        let mode = try store.pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        #expect(mode == 2, "2 is FULL")
        #expect(try store.pool.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    }

    @Test func `the file is for its owner only`() throws {
        let store = try Store.open(path: path)
        for name in [path, path + "-wal"] {
            var status = stat()
            #expect(stat(name, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600, "\(name)")
        }
        try store.close()
        chmod(path, 0o644)
        let again = try Store.open(path: path)
        var status = stat()
        stat(path, &status)
        #expect(status.st_mode & 0o777 == 0o600)
        try again.close()
    }

    @Test(arguments: [0, 10, 99])
    func `a file that is cut off in its header is refused`(size: Int) throws {
        try make()
        try expectRefusal(of: Array(TextFile.bytes(of: path).prefix(size)), saying: "damaged")
    }

    @Test func `a file that is cut off after some pages is refused`() throws {
        try make()
        try expectRefusal(of: Array(TextFile.bytes(of: path).prefix(8192)), saying: "damaged")
    }

    @Test func `a file with overwritten pages is refused`() throws {
        try make()
        var bytes = try TextFile.bytes(of: path)
        for index in 4096..<min(bytes.count, 24_576) { bytes[index] = 0xAB }
        try expectRefusal(of: bytes, saying: "damaged")
    }

    @Test func `only what another process holds is told as that`() throws {
        let errors = [ResultCode.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL].map { code in
            StoreError.translated(DatabaseError(resultCode: code, message: "why"), path: path) as? StoreError
        }
        #expect(errors == [.locked(path: path), .failed(path: path, reason: "why"), .full(path: path)])
        #expect(errors.map { $0?.unavailability != nil } == [true, false, true])
    }

    @Test func `a file of text is refused`() throws {
        try expectRefusal(of: Array("stacks:\n  app: {version: 1}\n".utf8), saying: "is not a store of Pigeon")
    }

    @Test func `the database of another program is refused`() throws {
        let other = try DatabaseQueue(path: path)
        try other.write { try $0.execute(sql: "CREATE TABLE music (title TEXT); INSERT INTO music VALUES ('a')") }
        try other.close()
        try expectRefusal(of: TextFile.bytes(of: path), saying: "is not a store of Pigeon")
    }

    @Test func `a store of a newer version is refused`() throws {
        try make()
        let newer = try DatabaseQueue(path: path)
        try newer.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999 the future')") }
        try newer.close()
        try expectRefusal(of: TextFile.bytes(of: path), saying: "newer Pigeon")
    }

    @Test func `a lost file beside its log is not replaced by an empty one`() throws {
        try TextFile.write([1, 2, 3], to: path + "-wal")
        #expect { try Store.open(path: path) } throws: { "\($0)".contains("is gone") }
        #expect(access(path, F_OK) != 0)
    }

    @Test func `a directory that is not there is named`() throws {
        let missing = directory.file("none/master.db")
        #expect { try Store.open(path: missing) } throws: { "\($0)".contains("\(missing) can't be created") }
    }

    @Test func `a draft of an interrupted start does not matter`() throws {
        try TextFile.write([1, 2, 3], to: path + ".new")
        try Store.open(path: path).close()
        #expect(access(path + ".new", F_OK) != 0)
    }

    private func make() throws {
        let store = try Store.open(path: path)
        try store.close()
    }

    /// The store says why, and leaves the file as it is.
    private func expectRefusal(of bytes: [UInt8], saying words: String) throws {
        try TextFile.write(bytes, to: path)
        #expect { try Store.open(path: path) } throws: { error in
            "\(error)".contains(words) && "\(error)".contains(path)
        }
        #expect(try TextFile.bytes(of: path) == bytes)
    }
}
