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
        let response = try await client.send(
            client.request("POST", "/v1/enrol", body: request.value, timeout: .seconds(30)))
        let value = try client.json(response)
        do {
            return try EnrolmentReply(value: value)
        } catch {
            throw .unreadable(address, error)
        }
    }
}
