import CLibcurl

extension Exchange {
    /// Turns request and options into libcurl's.
    func configure(_ options: TransportOptions) throws(TransportError) {
        let request = transfer.request
        try easy.set(CURLOPT_URL, request.url)
        try easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try easy.set(CURLOPT_NOSIGNAL, true)
        try configureVersion(options)
        // An empty proxy keeps libcurl from reading http_proxy and its kin from the environment.
        try easy.set(CURLOPT_PROXY, "")
        try easy.set(CURLOPT_BUFFERSIZE, 64 << 10)
        if let socket = options.unixSocket { try easy.set(CURLOPT_UNIX_SOCKET_PATH, socket) }
        if let address = options.connectTo { try easy.set(CURLOPT_CONNECT_TO, list: ["::\(address)"]) }
        try easy.set(CURLOPT_TCP_KEEPALIVE, true)
        try easy.set(CURLOPT_TCP_KEEPIDLE, 30)
        try easy.set(CURLOPT_TCP_KEEPINTVL, 10)
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.milliseconds)
        if let timeout = request.timeout { try easy.set(CURLOPT_TIMEOUT_MS, timeout.milliseconds) }
        if request.wantsPeerCertificates {
            try easy.set(CURLOPT_CERTINFO, true)
            // libcurl knows the certificates only of connections that it made for this transfer.
            try easy.set(CURLOPT_FRESH_CONNECT, true)
        }
        try configureMethodAndBody(request)
        try configureHeaders(request)
        try configureTLS(options.tls ?? TLSOptions())
        try configureCallbacks()
    }

    private func configureVersion(_ options: TransportOptions) throws(TransportError) {
        try easy.set(
            CURLOPT_HTTP_VERSION,
            Int(options.sharesConnection ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1))
        // Requests that begin while the first connection is being made wait for it, instead of making their own.
        try easy.set(CURLOPT_PIPEWAIT, options.sharesConnection)
    }

    private func configureMethodAndBody(_ request: HTTPRequest) throws(TransportError) {
        if request.method == "HEAD" {
            try easy.set(CURLOPT_NOBODY, true)
        } else if let path = request.bodyFile {
            try easy.set(CURLOPT_UPLOAD, true)
            try easy.set(CURLOPT_INFILESIZE_LARGE, offset: try openBodyFile(path))
        } else if let body = request.body ?? (request.method == "POST" || request.method == "PUT" ? [] : nil) {
            try easy.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: body.count)
            try easy.setCopiedBody(body)
        }
        if request.method != "HEAD" { try easy.set(CURLOPT_CUSTOMREQUEST, request.method) }
    }

    private func configureHeaders(_ request: HTTPRequest) throws(TransportError) {
        try request.checkHeaders()
        var lines: [String] = []
        for (name, value) in request.headers {
            // "Name:" would remove the field; "Name;" sends it without a value.
            lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        // Fields that libcurl would add: a body does not wait for "100 Continue", and its type is the caller's to tell.
        let given = Set(request.headers.map { $0.0.lowercased() })
        for name in ["Expect", "Content-Type", "Transfer-Encoding"] where !given.contains(name.lowercased()) {
            lines.append("\(name):")
        }
        try easy.set(CURLOPT_HTTPHEADER, list: lines)
    }

    private func configureTLS(_ tls: TLSOptions) throws(TransportError) {
        try easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_3))
        switch tls.verification {
        case .full:
            try easy.set(CURLOPT_SSL_VERIFYPEER, true)
            try easy.set(CURLOPT_SSL_VERIFYHOST, 2)
        case .none:
            try easy.set(CURLOPT_SSL_VERIFYPEER, false)
            try easy.set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        try configure(tls.authority, file: CURLOPT_CAINFO, blob: CURLOPT_CAINFO_BLOB)
        // The authorities given are the only ones: without this libcurl would look into the system's directory as well.
        if tls.authority != nil { try easy.setNull(CURLOPT_CAPATH) }
        try configure(tls.certificate, file: CURLOPT_SSLCERT, blob: CURLOPT_SSLCERT_BLOB)
        try configure(tls.privateKey, file: CURLOPT_SSLKEY, blob: CURLOPT_SSLKEY_BLOB)
        if let pin = tls.pinnedPublicKey { try easy.set(CURLOPT_PINNEDPUBLICKEY, "sha256//\(pin)") }
    }

    private func configure(_ pem: PEM?, file: CURLoption, blob: CURLoption) throws(TransportError) {
        switch pem {
        case nil: break
        case .file(let path): try easy.set(file, path)
        case .text(let text): try easy.set(blob, bytes: Array(text.utf8))
        }
    }
}
