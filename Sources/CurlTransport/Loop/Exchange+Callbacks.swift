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
            return socket(address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.`protocol`)
        }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> Exchange? {
        context.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
    }
}
