import CLibcrypto
package import Values

/// OpenSSL's libcrypto, loaded when the first digest or key needs it, or a program that can't do without it begins.
package enum OpenSSL {
    /// Fails with every call alike, where it has failed once.
    package static func load() throws(Diagnostic) { try loaded.get() }

    /// What it says went wrong last in this thread.
    static var lastError: String {
        let code = libcrypto().pointee.ERR_get_error()
        libcrypto().pointee.ERR_clear_error()
        guard code != 0 else { return "no reason is told" }
        var text = [CChar](repeating: 0, count: 256)
        libcrypto().pointee.ERR_error_string_n(code, &text, text.count)
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static let loaded: Result<Void, Diagnostic> = {
        guard let problem = libcrypto_load() else { return .success(()) }
        return .failure(
            Diagnostic("OpenSSL can't be loaded: \(String(cString: problem))", hint: "install the package libssl3"))
    }()
}
