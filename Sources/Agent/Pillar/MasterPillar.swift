import CurlTransport
package import Model
import Modules
import Values

/// The pillar that the master compiles for this minion.
package struct MasterPillar: PillarSource {
    private let link: MasterLink

    package init(link: MasterLink) { self.link = link }

    package func compiled(_ request: PillarRequest) async throws -> CompiledPillar {
        let client = try link.connected()
        let response = try await client.send(
            client.request("POST", "/v1/pillar", body: request.value, timeout: .seconds(300)), accepting: [422])
        let value = try client.json(response)
        if response.status == 422 {
            let errors = value["errors"]?.list?.compactMap(\.scalarText) ?? []
            throw Diagnostics(
                (errors.isEmpty ? ["the master can't compile the pillar"] : errors).map { Diagnostic($0) })
        }
        guard let pillar = value["pillar"]?.map else {
            throw Diagnostic("the answer of the master at \(client.address) has no 'pillar'")
        }
        return CompiledPillar(value: pillar)
    }
}
