import CurlTransport
import Modules
package import Values

/// The pillar that the master compiles for this minion.
package struct MasterPillar: PillarSource {
    private let link: MasterLink

    package init(link: MasterLink) { self.link = link }

    package func pillar(grains: ValueMap, override: ValueMap, environment: String) async throws -> ValueMap {
        let client = try link.connected()
        let body: Value = [
            "grains": .map(grains), "override": .map(override), "environment": .string(environment),
        ]
        let response = try await client.send(
            client.request("POST", "/v1/pillar", body: body, timeout: .seconds(300)), accepting: [422])
        let value = try client.json(response)
        if response.status == 422 {
            let errors = value["errors"]?.list?.compactMap(\.scalarText) ?? []
            throw Diagnostics(
                (errors.isEmpty ? ["the master can't compile the pillar"] : errors).map { Diagnostic($0) })
        }
        guard let pillar = value["pillar"]?.map else {
            throw Diagnostic("the answer of the master at \(client.address) has no 'pillar'")
        }
        return pillar
    }
}
