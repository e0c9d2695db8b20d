import CurlTransport
package import Model
import Values

/// What goes between a minion and a master that have not met yet.
package protocol EnrolmentExchange: Sendable {
    /// The certificate, as PEM, of the authority that a master says it has. Nothing of the minion is told, and nothing is
    /// proved yet.
    func authority(of address: MasterAddress) async throws(MasterError) -> String

    /// - Parameter authority: what the master's certificate must come from, as PEM.
    func send(
        _ request: EnrolmentRequest, to address: MasterAddress, trusting authority: String
    ) async throws(MasterError) -> EnrolmentReply
}

/// `GET /v1/authority` and `POST /v1/enrol`, over TLS.
package struct HTTPEnrolment: EnrolmentExchange {
    /// In bytes; two certificates have much less. Who answers may be anybody.
    private static let maximumBodySize = 65536

    package init() {}

    package func authority(of address: MasterAddress) async throws(MasterError) -> String {
        let client = MasterClient(
            address: address, tls: TLSOptions(verification: .none), maximumBodySize: Self.maximumBodySize)
        let request = client.request("GET", "/v1/authority", timeout: .seconds(10))
        guard let authority = try client.json(try await client.send(request))["authority"]?.string else {
            throw .unreadable(address, Diagnostic("it does not say which authority it has"))
        }
        return authority
    }

    package func send(
        _ request: EnrolmentRequest, to address: MasterAddress, trusting authority: String
    ) async throws(MasterError) -> EnrolmentReply {
        let client = MasterClient(
            address: address, tls: TLSOptions(authority: .text(authority)), maximumBodySize: Self.maximumBodySize)
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
