import Glibc

/// Another process that holds the master's store.
struct StoreLock {
    private let program: Program

    /// - Parameter statements: how it takes the store, in SQL. By default nobody else can write.
    static func take(
        _ store: String, by statements: [String] = ["BEGIN IMMEDIATE"], on stage: MinionsStage
    ) async throws -> StoreLock {
        let script = """
            import sqlite3, sys, time
            store = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=20)
            for statement in sys.argv[2:]:
                store.execute(statement).fetchall()
            print("held", flush=True)
            time.sleep(600)
            """
        let program = try Program(
            ["python3", "-c", script, store] + statements, output: stage.output("lock"))
        try await stage.eventually("the store is held") { try program.outputSoFar.contains("held") }
        return StoreLock(program: program)
    }

    /// The process dies, and its locks with it.
    func release() async throws {
        program.send(signal: SIGKILL)
        _ = try await program.answer(within: .seconds(10))
    }
}
