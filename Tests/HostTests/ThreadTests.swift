import Glibc
import Host
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ThreadTests {
    @Test func `a blocking thread waits for asynchronous work`() async throws {
        let sum = try await DedicatedThread.run { bridge in
            try (1...50).reduce(0) { total, number in
                try total
                    + bridge.wait {
                        await Task.yield()
                        return number
                    }
            }
        }
        #expect(sum == 1275)
    }

    @Test func `recursion has room`() async throws {
        @Sendable func depth(_ left: Int) -> Int { left == 0 ? 0 : 1 + depth(left - 1) }
        #expect(try await DedicatedThread.run { _ in depth(50_000) } == 50_000)
    }

    @Test func `an error of the asynchronous work is thrown on the thread`() async throws {
        struct Refusal: Error {}
        await #expect(throws: Refusal.self) {
            try await DedicatedThread.run { bridge in try bridge.wait { throw Refusal() } }
        }
    }

    @Test func `cancelling whoever waits cancels the work`() async throws {
        let task = Task {
            try await DedicatedThread.run { bridge in
                try bridge.wait { try await Task.sleep(for: .seconds(60)) }
            }
        }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `threads that are used again lose no work and mix up none`() async throws {
        let sums = try await withThrowingTaskGroup(of: Int.self) { group in
            for first in 0..<8 {
                group.addTask {
                    var sum = 0
                    for number in first..<first + 100 {
                        sum += try await DedicatedThread.run { bridge in try bridge.wait { number } }
                    }
                    return sum
                }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(sums == Set((0..<8).map { first in (first..<first + 100).reduce(0, +) }))
    }

    @Test func `a task on a thread of its own blocks in place, and waits for what it asks others`() async throws {
        let thread = try #require(RunThread.start())
        let task = Task(executorPreference: thread) {
            var threads: Set<UInt> = []
            var sum = 0
            for number in 1...50 {
                sum += try await DedicatedThread.run { bridge in
                    try bridge.wait {
                        await Task.yield()
                        return number
                    }
                }
                threads.insert(try await DedicatedThread.run { _ in UInt(pthread_self()) })
            }
            return (sum, threads.count)
        }
        let (sum, threads) = try await task.value
        #expect(sum == 1275)
        #expect(threads == 1)
    }

    @Test func `child tasks go on while a thread of a task's own is blocked`() async throws {
        let thread = try #require(RunThread.start())
        let task = Task(executorPreference: thread) {
            await withTaskGroup(of: Void.self) { group in
                let (stream, said) = AsyncStream.makeStream(of: Void.self)
                group.addTask { said.yield() }
                // In place, as a template that calls a function: only the child can end this.
                _ = try? await DedicatedThread.run { bridge in
                    try bridge.wait { for await _ in stream { break } }
                }
            }
        }
        await task.value
    }

    @Test func `cancelling a task on a thread of its own cancels what it waits for`() async throws {
        let thread = try #require(RunThread.start())
        let task = Task(executorPreference: thread) {
            try await DedicatedThread.run { bridge in
                try bridge.wait { try await Task.sleep(for: .seconds(60)) }
            }
        }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
