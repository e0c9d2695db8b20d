import CLibcurl

extension EasyHandle {
    /// The chain that the server showed on this transfer's connection, its own certificate first, as PEM.
    var peerCertificates: [String] {
        var info: UnsafeMutablePointer<curl_certinfo>?
        guard curl_easy_getinfo_certificates(pointer, &info) == CURLE_OK, let info, let chain = info.pointee.certinfo
        else { return [] }
        return (0..<Int(info.pointee.num_of_certs)).compactMap { Self.certificate(in: chain[$0]) }
    }

    /// libcurl gives each certificate as a list of `Name:value` lines, one of which is `Cert`.
    private static func certificate(in list: UnsafeMutablePointer<curl_slist>?) -> String? {
        var next = list
        while let entry = next {
            if let data = entry.pointee.data {
                let line = String(cString: data)
                if line.hasPrefix("Cert:") { return String(line.dropFirst(5)) }
            }
            next = entry.pointee.next
        }
        return nil
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
        guard code == CURLE_OK else { throw .other(code: Int(code.rawValue), reason: reason(for: code)) }
    }

    /// Takes back a default of libcurl's.
    func setNull(_ option: CURLoption) throws(TransportError) {
        let code = curl_easy_setopt_pointer(pointer, option, nil)
        guard code == CURLE_OK else { throw .other(code: Int(code.rawValue), reason: reason(for: code)) }
    }
}
