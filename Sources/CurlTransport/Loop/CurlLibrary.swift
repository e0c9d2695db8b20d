import CLibcurl

/// libcurl, loaded when the first transfer needs it: it brings some forty libraries with it, which a program that talks
/// to nobody would load, and relocate, with each start.
enum CurlLibrary {
    /// Fails with every call alike, where it has failed once.
    static func load() throws(TransportError) { try loaded.get() }

    /// libcurl's general words for a code.
    static func words(for code: CURLcode) -> String {
        libcurl().pointee.easy_strerror(code).map { String(cString: $0) } ?? ""
    }

    private static let loaded: Result<Void, TransportError> = {
        if let problem = libcurl_load() {
            let code = Int(CURLE_FAILED_INIT.rawValue)
            let reason = "libcurl can't be loaded: \(String(cString: problem)); install the package libcurl4"
            return .failure(.other(code: code, reason: reason))
        }
        let code = libcurl().pointee.global_init(Int(CURL_GLOBAL_DEFAULT))
        guard code == CURLE_OK else {
            let reason = "libcurl can't begin: \(words(for: code))"
            return .failure(.other(code: Int(code.rawValue), reason: reason))
        }
        return .success(())
    }()
}
