import Glibc

/// Frees nested containers without recursion: a template can nest lists deeper than any stack.
///
/// The first container of a thread that is freed keeps a queue; those that are freed because of it put their items there
/// instead of freeing them at once.
enum Teardown {
    private final class Queue {
        var batches: [[Object]] = []
    }

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// Empties `items`; to be called from the `deinit` of what holds them.
    static func free(_ items: inout [Object]) {
        guard items.contains(where: \.holdsOthers) else { return }
        if let running = pthread_getspecific(key) {
            Unmanaged<Queue>.fromOpaque(running).takeUnretainedValue().batches.append(items)
            items = []
            return
        }
        let queue = Queue()
        queue.batches.append(items)
        items = []
        pthread_setspecific(key, Unmanaged.passUnretained(queue).toOpaque())
        while queue.batches.popLast() != nil {}
        pthread_setspecific(key, nil)
    }
}

extension Object {
    fileprivate var holdsOthers: Bool {
        switch self {
        case .list, .tuple, .dict, .dynamic: true
        default: false
        }
    }
}
