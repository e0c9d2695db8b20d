import Glibc

/// Frees nested containers without deep recursion: a template can nest lists deeper than any stack.
///
/// A thread counts how many containers it is freeing one inside the other. Beyond the limit the outermost of them keeps a
/// queue; those that are freed because of it put their items there instead of freeing them at once.
enum Teardown {
    private final class Queue {
        var batches: [[Object]] = []
    }

    private static let deepest: UInt = 64

    /// Holds the number of levels up to `deepest`, then the queue.
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// Empties `items`; to be called from the `deinit` of what holds them.
    static func free(_ items: inout [Object]) {
        guard items.contains(where: \.holdsOthers) else { return }
        let state = pthread_getspecific(key)
        let depth = UInt(bitPattern: state)
        if depth < deepest {
            pthread_setspecific(key, UnsafeRawPointer(bitPattern: depth + 1))
            items = []
            pthread_setspecific(key, state)
        } else if depth == deepest {
            drain(&items)
            pthread_setspecific(key, state)
        } else if let state {
            Unmanaged<Queue>.fromOpaque(state).takeUnretainedValue().batches.append(items)
            items = []
        }
    }

    private static func drain(_ items: inout [Object]) {
        let queue = Queue()
        queue.batches.append(items)
        items = []
        pthread_setspecific(key, Unmanaged.passUnretained(queue).toOpaque())
        while queue.batches.popLast() != nil {}
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
