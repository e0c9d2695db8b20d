import Execution
import Testing

struct BackoffTests {
    @Test func `waits double, keep a half of themselves and never pass the limit`() {
        var random = SystemRandomNumberGenerator()
        var backoff = Backoff(first: .seconds(1), limit: .seconds(10))
        for longest in [1, 2, 4, 8, 10, 10, 10] {
            let wait = backoff.next(using: &random)
            #expect(wait <= .seconds(longest))
            #expect(wait >= .milliseconds(longest * 500))
        }
    }

    @Test func `waits that are not jittered double exactly`() {
        var backoff = Backoff(first: .seconds(2), limit: .seconds(30), isJittered: false)
        #expect((0..<6).map { _ in backoff.next() } == [2, 4, 8, 16, 30, 30].map { .seconds($0) })
    }

    @Test func `a success makes the next wait a short one`() {
        var backoff = Backoff(first: .seconds(1), limit: .seconds(60))
        for _ in 0..<5 { _ = backoff.next() }
        backoff.reset()
        #expect(backoff.next() <= .seconds(1))
    }

    @Test func `hundreds of failures do not overflow`() {
        var backoff = Backoff(first: .seconds(1), limit: .seconds(60))
        for _ in 0..<300 { #expect(backoff.next() <= .seconds(60)) }
    }
}
