import Synchronization

/// Who is told of something that changed.
final class Listeners<News: Sendable>: Sendable {
    private let all = Mutex<[@Sendable (News) -> Void]>([])

    func add(_ listener: @escaping @Sendable (News) -> Void) { all.withLock { $0.append(listener) } }

    func tell(_ news: News) { for listener in all.withLock({ $0 }) { listener(news) } }
}
