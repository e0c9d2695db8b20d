import CLibcurl
import Glibc
import Values

extension Exchange {
    /// What libcurl's code means here; nil for success.
    func failure(for code: CURLcode) -> TransportError? {
        let reason = easy.reason(for: code)
        switch code {
        case CURLE_OK: return nil
        case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST:
            let systemError = Int32(easy.number(CURLINFO_OS_ERRNO))
            let words = systemError == 0 ? reason : String(cString: strerror(systemError))
            return .unreachable(target: target, systemError: systemError, reason: words)
        case CURLE_OPERATION_TIMEDOUT: return timeout()
        case CURLE_ABORTED_BY_CALLBACK where sendings > 1:
            return .connectionLost(
                target: target, reason: "the server closed a kept connection while \(transfer.request.method) was sent")
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            // With TLS 1.3 the server's refusal of a client certificate arrives only with the first read.
            if reason.contains("alert") { return .tls(target: target, reason: reason) }
            return .connectionLost(target: target, reason: reason)
        default:
            if Self.isTLSFailure(code) { return .tls(target: target, reason: reason) }
            return .other(code: Int(code.rawValue), reason: "request to \(target): \(reason)")
        }
    }

    private func timeout() -> TransportError {
        let request = transfer.request
        if sendings == 0 {
            let limit = request.timeout.map { min($0, request.connectTimeout) } ?? request.connectTimeout
            return .timedOut(what: "connecting to \(target)", after: limit)
        }
        let what = hasHead ? "reading the answer from \(target)" : "waiting for an answer from \(target)"
        return .timedOut(what: what, after: request.timeout ?? .zero)
    }

    private static func isTLSFailure(_ code: CURLcode) -> Bool {
        let codes = [
            CURLE_SSL_CONNECT_ERROR, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
        ]
        return codes.contains(code)
    }
}
