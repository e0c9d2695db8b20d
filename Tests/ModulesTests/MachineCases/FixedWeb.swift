import Host
import Model
import Values

@testable import Modules

/// A web server that is only a mapping.
struct FixedWeb: WebReading {
    static let address = "http://127.0.0.1:8001"

    let contents: ValueMap

    /// A text, or a list of bytes.
    func fetch(_ url: String) throws -> [UInt8] {
        switch contents[String(url.dropFirst(Self.address.count + 1))] {
        case .string(let text)?: return Array(text.utf8)
        case .list(let bytes)?: return bytes.compactMap(\.int).map(UInt8.init)
        default: throw Diagnostic("\(url) can't be fetched: the server answers HTTP 404")
        }
    }

    func exists(_ url: String) -> Bool { contents[String(url.dropFirst(Self.address.count + 1))] != nil }

    func answer(to request: WebRequest) throws -> WebAnswer { WebAnswer(status: 200, body: try fetch(request.url)) }
}
