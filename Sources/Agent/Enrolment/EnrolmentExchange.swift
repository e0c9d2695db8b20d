import CurlTransport
package import Model
import Values

/// Sends an enrolment to a master.
package protocol EnrolmentExchange: Sendable {
    /// - Parameter authority: what the master's certificate must come from, as PEM; nil accepts any: for the very first
    ///   request only, whose answer is proved by a second one.
    func send(
        _ request: EnrolmentRequest, to address: MasterAddress, trusting authority: String?
    ) async throws(MasterError) -> EnrolmentReply
}

/// `POST /v1/enrol`, over TLS.
package struct HTTPEnrolment: EnrolmentExchange {
    package init() {}

    package func send(
        _ request: EnrolmentRequest, to address: MasterAddress, trusting authority: String?
    ) async throws(MasterError) -> EnrolmentReply {
        let tls = authority.map { TLSOptions(authority: .text($0)) } ?? TLSOptions(verification: .none)
        let client = MasterClient(address: address, tls: tls)
        let value = try client.json(try await answer(of: client, to: request))
        do {
            return try EnrolmentReply(value: value)
        } catch {
            throw .unreadable(address, error)
        }
    }

    /// There is no certificate yet that could be refused: a 403 is about the request, like a clock that is wrong.
    private func answer(of client: MasterClient, to request: EnrolmentRequest) async throws(MasterError) -> HTTPResponse
    {
        do throws(MasterError) {
            return try await client.send(
                client.request("POST", "/v1/enrol", body: request.value, timeout: .seconds(30)))
        } catch {
            guard case .unauthorised(let address, let reason) = error else { throw error }
            throw .refused(address, status: 403, reason)
        }
    }
}
