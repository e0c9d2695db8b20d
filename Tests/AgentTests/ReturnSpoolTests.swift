import Agent
import Glibc
import Model
import Testing
import Values

struct ReturnSpoolTests {
    private let directory: ScratchDirectory

    init() throws { directory = try ScratchDirectory() }

    private func spool(_ limits: ReturnSpool.Limits = .init()) throws -> ReturnSpool {
        try ReturnSpool(directory: "\(directory.path)/spool", limits: limits)
    }

    private func answer(_ number: Int64, _ value: Value = true) throws -> JobReturn {
        JobReturn(
            id: JobID(microseconds: number), minion: try MinionID("web1"), function: "test.ping", value: value,
            retcode: 0)
    }

    @Test func `the oldest return comes first and stays until it is removed, also over a restart`() throws {
        let first = try spool()
        try first.store(try answer(2))
        try first.store(try answer(1))
        let second = try spool()
        #expect(second.count == 2)
        let oldest = try #require(try second.oldest())
        #expect(oldest.jid == JobID(microseconds: 1))
        #expect(try JSON.read(oldest.body) == (try answer(1).body))
        #expect(try second.oldest()?.jid == JobID(microseconds: 1))
        try second.remove(oldest.jid)
        #expect(try second.oldest()?.jid == JobID(microseconds: 2))
        #expect(try spool().count == 1)
    }

    @Test func `a full spool says so and has room again afterwards`() throws {
        let spool = try spool(.init(count: 2, bytes: 1 << 20))
        try spool.store(try answer(1))
        #expect(spool.backlog == nil)
        try spool.store(try answer(2))
        #expect(
            spool.backlog == "2 returns (0 MiB) wait in \(directory.path)/spool for the master to take them, "
                + "the oldest is that of job 19700101000000000001")
        try spool.remove(JobID(microseconds: 1))
        #expect(spool.backlog == nil)
    }

    @Test func `nobody else on the host may read a return, nor see which there are`() throws {
        let spool = try spool()
        try spool.store(try answer(1))
        _ = try spool.setAside(JobID(microseconds: 1))
        try spool.store(try answer(2))
        for name in ["", "/refused", "/19700101000000000002.json", "/refused/19700101000000000001.json"] {
            var status = stat()
            #expect(stat("\(directory.path)/spool\(name)", &status) == 0)
            #expect(status.st_mode & 0o077 == 0, "spool\(name)")
        }
    }

    @Test func `bytes count too`() throws {
        let spool = try spool(.init(count: 100, bytes: 1000))
        try spool.store(try answer(1, .string(String(repeating: "x", count: 2000))))
        #expect(spool.backlog != nil)
    }

    @Test(arguments: [
        (ReturnSpool.Limits(asideCount: 2), [1]), (ReturnSpool.Limits(asideBytes: 3000), [1, 3]),
        (ReturnSpool.Limits(asideBytes: 0), [1, 3]), (ReturnSpool.Limits(), []),
    ])
    func `of the returns that are aside the oldest go when there are too many`(
        limits: ReturnSpool.Limits, removed: [Int64]
    ) throws {
        let spool = try spool(limits)
        for number in [3, 1, 2] as [Int64] {
            try spool.store(try answer(number, .string(String(repeating: "x", count: 2000))))
            _ = try spool.setAside(JobID(microseconds: number))
        }
        #expect(try spool.thinAside(except: JobID(microseconds: 2)) == removed.map { JobID(microseconds: $0) })
        let left = (1...3).filter { !removed.contains($0) }.map { "1970010100000000000\($0).json" }
        #expect(try directory.names(in: "spool/refused").sorted() == left)
        #expect(spool.count == 3)
    }

    @Test func `a return that is put aside stays as it was, and in the spool until another has its place`() throws {
        let path = "\(directory.path)/spool/refused/19700101000000000001.json"
        let first = try answer(1)
        for crashes in [true, false] {
            let spool = try spool()
            try spool.store(first)
            #expect(try spool.setAside(first.id) == path)
            #expect(try spool.oldest()?.jid == first.id)
            if crashes { continue }
            try spool.store(try answer(1, "in its place"))
            #expect(try spool.setAside(first.id) == nil, "what came in its place is refused, too")
        }
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = fread(&bytes, 1, bytes.count, file)
        #expect(try JSON.read(Array(bytes.prefix(count))) == first.body)
    }
}
