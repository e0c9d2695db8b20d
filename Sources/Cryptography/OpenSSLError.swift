import CLibcrypto

/// What OpenSSL says went wrong last in this thread.
enum OpenSSLError {
    static var last: String {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0 else { return "no reason is told" }
        var text = [CChar](repeating: 0, count: 256)
        ERR_error_string_n(code, &text, text.count)
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
