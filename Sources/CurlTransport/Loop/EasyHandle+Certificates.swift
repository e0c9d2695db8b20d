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
}
