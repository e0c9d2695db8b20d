import CurlTransport
package import Execution
package import Model
import Modules
package import Values

/// The master's mine, asked with this minion's certificate.
package struct MasterMine: MineAccess {
    private let link: MasterLink

    package init(link: MasterLink) { self.link = link }

    package func ask(_ request: MineRequest, in run: RunContext) async throws -> Value {
        let client = try link.connected()
        let answer = try client.json(
            try await client.send(client.request("POST", "/v1/mine", body: request.value)))
        guard let value = answer["return"] else {
            throw Diagnostic("the answer of the master at \(client.address) has no 'return'")
        }
        return value
    }
}
