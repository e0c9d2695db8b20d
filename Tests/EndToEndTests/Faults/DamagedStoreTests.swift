import Glibc
import TestSupport
import Testing
import Values

extension FaultTests {
    /// A store that the master must not trust: it refuses to start, says why, and leaves the files as they are.
    @Suite struct DamagedStoreTests {
        private struct Damage: Sendable {
            let name: String
            let says: String
            let change: @Sendable ([UInt8]) -> [UInt8]
        }

        private static let damages = [
            Damage(name: "half of it is gone", says: "is damaged") { Array($0.prefix($0.count / 2 + 100)) },
            Damage(name: "all but its header is gone", says: "is damaged") { Array($0.prefix(100)) },
            Damage(name: "it is cut off in its header", says: "is damaged") { Array($0.prefix(50)) },
            Damage(name: "it is empty", says: "is damaged") { _ in [] },
            Damage(name: "its pages are overwritten", says: "is damaged") { bytes in
                bytes.prefix(4096) + bytes.dropFirst(4096).map { _ in 0xAB }
            },
            Damage(name: "it is something else", says: "is not a store of Pigeon") { _ in
                Array("no database\n".utf8)
            },
        ]

        @Test func `a damaged store is refused and left as it is, and all is there when it is put back`() async throws {
            try await FaultStage.with { faults in
                let job = try await faults.give()
                try await faults.completes(job)
                // As a tidy end leaves it: all is in the one file.
                try await faults.stage.stop("master")
                let path = faults.stage.path("master/pigeon.db")
                let whole = try TestSupport.TextFile.bytes(of: path)
                for damage in Self.damages {
                    let damaged = damage.change(whole)
                    try TestSupport.TextFile.write(damaged, to: path)
                    try await expectRefusal(faults.stage, says: [path, damage.says, "left as it is"], of: damage.name)
                    #expect(try TestSupport.TextFile.bytes(of: path) == damaged, "\(damage.name)")
                }
                try TestSupport.TextFile.write(whole, to: path)
                try await faults.stage.startMaster()
                try await faults.expectSuccess(job)
            }
        }

        @Test func `a store that is cut off beside its log is refused, and both are left as they are`() async throws {
            try await FaultStage.with { faults in
                let job = try await faults.give()
                try await faults.completes(job)
                try await faults.kill("master")
                let path = faults.stage.path("master/pigeon.db")
                let (whole, log) = (
                    try TestSupport.TextFile.bytes(of: path), try TestSupport.TextFile.bytes(of: path + "-wal")
                )
                try #require(!log.isEmpty, "the log has what came last")
                let damaged = Array(whole.prefix(whole.count / 2 + 100))
                try TestSupport.TextFile.write(damaged, to: path)
                try await expectRefusal(faults.stage, says: [path, "is damaged"])
                #expect(try TestSupport.TextFile.bytes(of: path) == damaged)
                #expect(try TestSupport.TextFile.bytes(of: path + "-wal") == log)
                try TestSupport.TextFile.write(whole, to: path)
                try await faults.stage.startMaster()
                try await faults.expectSuccess(job)
            }
        }

        @Test(arguments: [["BEGIN IMMEDIATE"], ["PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE"]])
        func `a store that another process holds is refused, and all is there when it is let go`(
            statements: [String]
        ) async throws {
            try await FaultStage.with { faults in
                let job = try await faults.give()
                try await faults.completes(job)
                try await faults.kill("master")
                let path = faults.stage.path("master/pigeon.db")
                let before = try TestSupport.TextFile.bytes(of: path)
                let lock = try await StoreLock.take(path, by: statements, on: faults.stage)
                try await expectRefusal(faults.stage, says: [path, "is locked by another process"])
                #expect(try TestSupport.TextFile.bytes(of: path) == before)
                try await lock.release()
                try await faults.stage.startMaster()
                try await faults.expectSuccess(job)
            }
        }

        /// The master ends with 1, and says all of this.
        private func expectRefusal(
            _ stage: MinionsStage, says sentences: [String], of what: String = "",
            at location: Testing.SourceLocation = #_sourceLocation
        ) async throws {
            let answer = try await stage.run(["\(stage.programs)/pigeon-master", "-c", stage.path("etc")])
            #expect(answer.code == 1, "\(what) \(answer)", sourceLocation: location)
            for sentence in sentences {
                #expect(answer.err.contains(sentence), "\(what) \(answer)", sourceLocation: location)
            }
        }
    }
}
