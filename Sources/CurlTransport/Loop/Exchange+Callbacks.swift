import CLibcurl
import Glibc

extension Exchange {
    /// libcurl calls back on the loop's thread, from `curl_multi_perform` and `curl_easy_pause`.
    func configureCallbacks() throws(TransportError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try easy.set(
            CURLOPT_WRITEFUNCTION,
            function: { bytes, size, count, context in
                guard let exchange = Exchange.from(context) else { return 0 }
                return exchange.receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
            })
        try easy.set(CURLOPT_WRITEDATA, pointer: context)
        try easy.set(
            CURLOPT_HEADERFUNCTION,
            function: { bytes, size, count, context in
                let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
                Exchange.from(context)?.receiveHeader(String(decoding: line, as: UTF8.self))
                return size * count
            })
        try easy.set(CURLOPT_HEADERDATA, pointer: context)
        try easy.set(
            CURLOPT_READFUNCTION,
            function: { buffer, size, count, context in
                guard let exchange = Exchange.from(context) else { return Int(CURL_READFUNC_ABORT) }
                return exchange.readBody(into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
            })
        try easy.set(CURLOPT_READDATA, pointer: context)
        curl_easy_setopt_prereq_function(easy.pointer) { context, _, _, _, _ in
            Exchange.from(context)?.mayBeSent() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
        try easy.set(CURLOPT_PREREQDATA, pointer: context)
        // libcurl's own sockets are inherited by programs that are started meanwhile, which would keep connections
        // open.
        curl_easy_setopt_opensocket_function(easy.pointer) { _, _, address in
            guard let address = address?.pointee else { return CURL_SOCKET_BAD }
            let descriptor = socket(
                address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.`protocol`)
            if descriptor >= 0, address.family != AF_UNIX { UserTimeout.set(on: descriptor) }
            return descriptor
        }
    }

    /// `TCP_USER_TIMEOUT` of Linux (tcp(7)): a connection on which nothing that was sent is acknowledged for so long is
    /// dead. The kernel alone would wait a quarter of an hour, and all requests that share it with it.
    private enum UserTimeout {
        static let option: Int32 = 18
        static let milliseconds: UInt32 = 45_000

        /// A kernel that does not know it waits longer.
        static func set(on descriptor: Int32) {
            var limit = milliseconds
            _ = setsockopt(
                descriptor, Int32(IPPROTO_TCP), option, &limit, socklen_t(MemoryLayout.size(ofValue: limit)))
        }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> Exchange? {
        context.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
    }
}
