import CLibcurl
import Synchronization

/// The body of the loop's thread. Never leaves it.
final class LoopThread {
    private let loop: CurlLoop
    private let multi: MultiHandle
    private let curl = libcurl().pointee
    private var exchanges: [ObjectIdentifier: Exchange] = [:]
    /// The same by libcurl's handle.
    private var exchangesByHandle: [UnsafeMutableRawPointer: Exchange] = [:]
    /// Those with an idle limit: usually few, looked at with each turn.
    private var watched: [ObjectIdentifier: Exchange] = [:]
    private let clock = ContinuousClock()

    /// How long the thread sleeps when nothing has a deadline; libcurl's own timers shorten it.
    private static let longestSleep = 60_000

    init(loop: CurlLoop, multi: MultiHandle) {
        self.loop = loop
        self.multi = multi
    }

    func run() {
        while true {
            let (commands, isStopped) = loop.inbox.withLock { inbox in
                defer { inbox.commands = [] }
                return (inbox.commands, inbox.isStopped)
            }
            commands.forEach(perform)
            if isStopped { break }
            var running: Int32 = 0
            _ = curl.multi_perform(multi.pointer, &running)
            finishDone()
            let sleep = endIdle()
            _ = curl.multi_poll(multi.pointer, nil, 0, Int32(sleep), nil)
        }
        for exchange in exchanges.values { end(exchange, .cancelled) }
        _ = curl.multi_cleanup(multi.pointer)
    }

    private func perform(_ command: CurlLoop.Command) {
        switch command {
        case .start(let transfer): start(transfer)
        case .cancel(let transfer):
            if let exchange = exchanges[transfer.id] { end(exchange, .cancelled) }
        case .resume(let transfer): exchanges[transfer.id]?.resume(at: clock.now)
        }
    }

    private func start(_ transfer: Transfer) {
        if transfer.receiver.isFinished { return }
        do throws(TransportError) {
            let exchange = try Exchange(transfer, options: loop.options, now: clock.now)
            add(exchange)
            let code = curl.multi_add_handle(multi.pointer, exchange.easy.pointer)
            guard code == CURLM_OK else {
                let reason = curl.multi_strerror(code).map { String(cString: $0) } ?? ""
                throw .other(code: Int(code.rawValue), reason: reason)
            }
        } catch {
            if let exchange = exchanges[transfer.id] { remove(exchange) }
            transfer.receiver.finish(error)
        }
    }

    private func add(_ exchange: Exchange) {
        exchanges[exchange.transfer.id] = exchange
        exchangesByHandle[exchange.easy.pointer] = exchange
        if exchange.transfer.request.idleTimeout != nil { watched[exchange.transfer.id] = exchange }
    }

    private func remove(_ exchange: Exchange) {
        exchanges[exchange.transfer.id] = nil
        exchangesByHandle[exchange.easy.pointer] = nil
        watched[exchange.transfer.id] = nil
    }

    private func finishDone() {
        var left: Int32 = 0
        while let message = curl.multi_info_read(multi.pointer, &left) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            let code = message.pointee.data.result
            guard let handle = message.pointee.easy_handle, let exchange = exchangesByHandle[handle] else { continue }
            end(exchange, exchange.failure(for: code))
        }
    }

    /// Ends the exchanges on which nothing came for too long.
    /// - Returns: milliseconds until the next one could be too late.
    private func endIdle() -> Int {
        var sleep = Self.longestSleep
        let now = clock.now
        for exchange in watched.values {
            guard let limit = exchange.transfer.request.idleTimeout, let deadline = exchange.idleDeadline else {
                continue
            }
            if now >= deadline {
                end(exchange, .timedOut(what: "waiting for data from \(exchange.target)", after: limit))
            } else {
                sleep = min(sleep, (deadline - now).milliseconds + 1)
            }
        }
        return sleep
    }

    private func end(_ exchange: Exchange, _ failure: TransportError?) {
        _ = curl.multi_remove_handle(multi.pointer, exchange.easy.pointer)
        remove(exchange)
        exchange.transfer.receiver.finish(failure)
    }
}
