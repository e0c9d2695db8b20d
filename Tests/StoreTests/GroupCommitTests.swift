import ControlPlane
import GRDB
import Model
import TestSupport
import Testing
import Values

@testable import Store

/// Writes that come at the same time share a transaction and nothing else.
struct GroupCommitTests {
    private let directory: TemporaryDirectory
    private let pool: DatabasePool
    private let commits: GroupCommit

    init() throws {
        directory = try TemporaryDirectory()
        pool = try DatabasePool(path: directory.file("group.db"))
        try pool.write { try $0.execute(sql: "CREATE TABLE number (value INTEGER PRIMARY KEY)") }
        commits = GroupCommit(pool)
    }

    private func insert(_ number: Int) async throws -> Int {
        try await commits.write { database in
            try database.execute(sql: "INSERT INTO number VALUES (?)", arguments: [number])
            return number
        }
    }

    private func numbers() throws -> [Int] {
        try pool.read { try Int.fetchAll($0, sql: "SELECT value FROM number ORDER BY value") }
    }

    @Test func `two thousand writes at once all get their own answer and are all there`() async throws {
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...2000 { group.addTask { try await insert(number) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.sorted() == Array(1...2000))
        #expect(try numbers() == Array(1...2000))
    }

    @Test func `a write that fails takes nothing of itself and nothing of the others with it`() async throws {
        struct Wrong: Error {}
        let failures = await withTaskGroup(of: Bool.self) { group in
            for number in 1...300 {
                group.addTask {
                    do {
                        try await commits.write { database in
                            try database.execute(sql: "INSERT INTO number VALUES (?)", arguments: [number])
                            if number % 3 == 0 { throw Wrong() }
                        }
                        return false
                    } catch is Wrong {
                        return number % 3 == 0
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(failures == 100)
        #expect(try numbers() == (1...300).filter { $0 % 3 != 0 })
    }

    @Test func `what has been answered is what another connection reads`() async throws {
        for number in 1...50 {
            _ = try await insert(number)
            #expect(try numbers().last == number)
        }
    }

    @Test func `a constraint refuses one write only`() async throws {
        _ = try await insert(7)
        await #expect(throws: DatabaseError.self) { _ = try await insert(7) }
        _ = try await insert(8)
        #expect(try numbers() == [7, 8])
    }
}
