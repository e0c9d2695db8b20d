import CLibcurl

/// libcurl's easy handle and the lists that have to live as long as it does. Stays on the loop's thread.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private let errorText: UnsafeMutablePointer<CChar>
    private let target: String

    init(target: String) throws(TransportError) {
        guard let pointer = libcurl().pointee.easy_init() else {
            throw .other(code: 2, reason: "libcurl has no memory for a transfer")
        }
        self.pointer = pointer
        self.target = target
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        curl_easy_setopt_pointer(pointer, CURLOPT_ERRORBUFFER, errorText)
    }

    deinit {
        libcurl().pointee.easy_cleanup(pointer)
        for list in lists { libcurl().pointee.slist_free_all(list) }
        errorText.deallocate()
    }

    func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
        try check(curl_easy_setopt_long(pointer, option, value))
    }

    func set(_ option: CURLoption, _ flag: Bool) throws(TransportError) { try set(option, flag ? 1 : 0) }

    func set(_ option: CURLoption, _ text: String) throws(TransportError) {
        try check(curl_easy_setopt_string(pointer, option, text))
    }

    func set(_ option: CURLoption, offset: Int) throws(TransportError) {
        try check(curl_easy_setopt_offset(pointer, option, curl_off_t(offset)))
    }

    func set(_ option: CURLoption, pointer value: UnsafeMutableRawPointer) throws(TransportError) {
        try check(curl_easy_setopt_pointer(pointer, option, value))
    }

    func set(_ option: CURLoption, function: @escaping curl_write_callback) throws(TransportError) {
        try check(curl_easy_setopt_transfer_function(pointer, option, function))
    }

    func set(_ option: CURLoption, list texts: [String]) throws(TransportError) {
        var list: UnsafeMutablePointer<curl_slist>?
        for text in texts { list = libcurl().pointee.slist_append(list, text) ?? list }
        guard let list else { return }
        lists.append(list)
        try check(curl_easy_setopt_list(pointer, option, list))
    }

    /// The bytes are copied by libcurl.
    func set(_ option: CURLoption, bytes: [UInt8]) throws(TransportError) {
        let code = bytes.withUnsafeBytes { curl_easy_setopt_blob(pointer, option, $0.baseAddress, $0.count) }
        try check(code)
    }

    /// The body is copied; `CURLOPT_POSTFIELDSIZE_LARGE` must have been set.
    func setCopiedBody(_ body: [UInt8]) throws(TransportError) {
        let code = body.withUnsafeBytes { bytes in
            var empty: UInt8 = 0
            return withUnsafeMutablePointer(to: &empty) { fallback in
                let start =
                    bytes.baseAddress.map(UnsafeMutableRawPointer.init(mutating:)) ?? UnsafeMutableRawPointer(fallback)
                return curl_easy_setopt_pointer(pointer, CURLOPT_COPYPOSTFIELDS, start)
            }
        }
        try check(code)
    }

    /// Takes back a default of libcurl's.
    func setNull(_ option: CURLoption) throws(TransportError) {
        let code = curl_easy_setopt_pointer(pointer, option, nil)
        try check(code)
    }

    func number(_ info: CURLINFO) -> Int {
        var value = 0
        curl_easy_getinfo_long(pointer, info, &value)
        return value
    }

    /// libcurl's words for the last failure, or its general ones for the code.
    func reason(for code: CURLcode) -> String {
        let text = String(cString: errorText)
        return text.isEmpty ? CurlLibrary.words(for: code) : text
    }

    private func check(_ code: CURLcode) throws(TransportError) {
        guard code != CURLE_OK else { return }
        throw .other(code: Int(code.rawValue), reason: "request to \(target): \(reason(for: code))")
    }
}
