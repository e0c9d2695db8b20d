import CLibcurl
import Glibc

/// A transfer that libcurl is working on: its handle, what has come so far, and the callbacks' side of it.
/// Stays on the loop's thread; libcurl holds an unretained pointer to it, so it lives as long as the handle is in the
/// loop.
final class Exchange {
    let transfer: Transfer
    let easy: EasyHandle
    /// What a person would call the other side: the socket's path, or the URL without its query.
    let target: String
    var headers = HTTPHeaders()
    var hasHead = false
    /// How often the request was put on a connection: libcurl re-sends on its own, see `mayBeSent`.
    var sendings = 0
    private var isPaused = false
    private var lastProgress: ContinuousClock.Instant
    private var bodyDescriptor: Int32 = -1

    init(_ transfer: Transfer, options: TransportOptions, now: ContinuousClock.Instant) throws(TransportError) {
        self.transfer = transfer
        target = options.unixSocket ?? String(transfer.request.url.prefix { $0 != "?" })
        easy = try EasyHandle(target: target)
        lastProgress = now
        try configure(options)
    }

    deinit {
        if bodyDescriptor >= 0 { close(bodyDescriptor) }
    }

    /// When it has been idle for too long; nil without a limit and while the reader is what everything waits for.
    var idleDeadline: ContinuousClock.Instant? {
        isPaused ? nil : transfer.request.idleTimeout.map { lastProgress + $0 }
    }

    func resume(at now: ContinuousClock.Instant) {
        guard isPaused else { return }
        isPaused = false
        lastProgress = now
        _ = libcurl().pointee.easy_pause(easy.pointer, CURLPAUSE_RECV_CONT)
    }

    /// Called before each time that the request goes out.
    ///
    /// When a reused connection turns out to be dead before any byte of an answer, libcurl sends the request again on a
    /// new one, whatever its method is. The server may have carried out the first, so only methods that read are let
    /// through a second time.
    func mayBeSent() -> Bool {
        sendings += 1
        return sendings == 1 || transfer.request.isSafe
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        lastProgress = .now
        switch transfer.receiver.receive(bytes) {
        case .taken: return bytes.count
        case .unwanted: return Int(UInt32.max)
        case .full:
            isPaused = true
            return Int(CURL_WRITEFUNC_PAUSE)
        }
    }

    func receiveHeader(_ line: String) {
        lastProgress = .now
        guard !hasHead else { return }
        if line.hasPrefix("HTTP/") {
            headers = HTTPHeaders()
        } else if let colon = line.firstIndex(of: ":") {
            headers.append(String(line[..<colon]).trimmed, String(line[line.index(after: colon)...]).trimmed)
        } else if line.trimmed.isEmpty {
            finishHead()
        }
    }

    /// Interim answers (100, 103) have a head too; the real one follows.
    private func finishHead() {
        let status = easy.number(CURLINFO_RESPONSE_CODE)
        guard status >= 200 else { return }
        hasHead = true
        let certificates = transfer.request.wantsPeerCertificates ? easy.peerCertificates : []
        transfer.receiver.begin(ResponseHead(status: status, headers: headers, peerCertificates: certificates))
    }

    func openBodyFile(_ path: String) throws(TransportError) -> Int {
        bodyDescriptor = open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard bodyDescriptor >= 0, fstat(bodyDescriptor, &status) == 0 else {
            throw .other(code: Int(errno), reason: "can't read \(path): \(String(cString: strerror(errno)))")
        }
        return Int(status.st_size)
    }

    func readBody(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        lastProgress = .now
        let count = read(bodyDescriptor, buffer.baseAddress, buffer.count)
        return count >= 0 ? count : Int(CURL_READFUNC_ABORT)
    }
}

extension String {
    fileprivate var trimmed: String {
        var view = Substring(self).unicodeScalars
        while let first = view.first, first.properties.isWhitespace { view.removeFirst() }
        while let last = view.last, last.properties.isWhitespace { view.removeLast() }
        return String(view)
    }
}
