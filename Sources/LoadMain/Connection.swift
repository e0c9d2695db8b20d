import Glibc

/// A blocking connection to the target that sends one request at a time.
struct Connection: ~Copyable {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    deinit { close(descriptor) }

    init(to target: LoadTarget, timeout: Double) throws(RequestFailure) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .connect(Self.text(errno)) }
        var limit = timeval(tv_sec: Int(timeout), tv_usec: Int((timeout - timeout.rounded(.down)) * 1e6))
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = target.socketAddress
        let descriptor = descriptor
        let code = withUnsafeBytes(of: &address) { bytes in
            bytes.baseAddress.map {
                connect(descriptor, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
            }
        }
        guard code == 0 else { throw errno == EINPROGRESS ? .timeout : .connect(Self.text(errno)) }
    }

    mutating func exchange(_ request: [UInt8]) throws(RequestFailure) -> Answer {
        try write(request)
        buffer.removeAll(keepingCapacity: true)
        var parser = AnswerParser()
        while true {
            let count = try receive()
            let isEnd = count == 0
            if isEnd, buffer.isEmpty { throw .noAnswer }
            if let answer = try parser.answer(in: buffer, atEnd: isEnd) { return answer }
            if isEnd { throw .truncated }
        }
    }

    private func write(_ request: [UInt8]) throws(RequestFailure) {
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes { bytes in
                send(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                sent += count
            } else if errno == EAGAIN {
                throw .timeout
            } else if errno != EINTR {
                throw .send(Self.text(errno))
            }
        }
    }

    /// Appends what has come; 0 at the end of the stream.
    private mutating func receive() throws(RequestFailure) -> Int {
        while true {
            var code: Int32 = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: 16384) { space, used in
                let count = recv(descriptor, space.baseAddress, space.count, 0)
                code = count < 0 ? errno : 0
                used = max(0, count)
            }
            switch code {
            case 0:
                buffer.append(contentsOf: chunk)
                return chunk.count
            case EINTR: continue
            case EAGAIN: throw .timeout
            default: throw .reset(Self.text(code))
            }
        }
    }

    private static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
