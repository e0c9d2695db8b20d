import HTTPTypes
import Hummingbird
import HummingbirdCore
import Synchronization
import Values

/// Counts requests, for `GET /stats`.
final class RequestStatistics: Sendable {
    private struct Counts {
        var total = 0
        var current = 0
        var failed = 0
    }

    private let counts = Mutex(Counts())
    private let start = ContinuousClock.now

    var value: ValueMap {
        let counts = counts.withLock { $0 }
        return [
            "Total Requests": .int(counts.total), "Current Requests": .int(counts.current),
            "Failed Requests": .int(counts.failed), "Uptime": .double(start.duration(to: .now).seconds),
        ]
    }

    fileprivate func begin() {
        counts.withLock {
            $0.total += 1
            $0.current += 1
        }
    }

    fileprivate func end(hasFailed: Bool) {
        counts.withLock {
            $0.current -= 1
            if hasFailed { $0.failed += 1 }
        }
    }
}

struct StatisticsMiddleware: RouterMiddleware {
    let statistics: RequestStatistics

    func handle(
        _ request: Request, context: RestContext, next: (Request, RestContext) async throws -> Response
    ) async throws -> Response {
        statistics.begin()
        do {
            let response = try await next(request, context)
            statistics.end(hasFailed: response.status.code >= 500)
            return response
        } catch {
            statistics.end(hasFailed: true)
            throw error
        }
    }
}
