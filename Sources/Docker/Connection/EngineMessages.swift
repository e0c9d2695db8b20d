import CurlTransport
import Values

/// A stream of JSON objects, one a line, as the engine writes progress and events.
struct EngineMessages: AsyncSequence, Sendable {
    typealias Element = Value
    typealias Failure = DockerError

    let lines: HTTPLines
    let request: String

    func makeAsyncIterator() -> Iterator { Iterator(lines: lines.makeAsyncIterator(), request: request) }

    struct Iterator: AsyncIteratorProtocol {
        private var lines: HTTPLines.Iterator
        private let request: String

        init(lines: HTTPLines.Iterator, request: String) {
            self.lines = lines
            self.request = request
        }

        mutating func next() async throws(DockerError) -> Value? { try await next(isolation: #isolation) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws(DockerError) -> Value? {
            while true {
                let line: String?
                do throws(TransportError) { line = try await lines.next(isolation: actor) } catch {
                    throw DockerError(error, request: request)
                }
                guard let line else { return nil }
                if line.allSatisfy(\.isWhitespace) { continue }
                do throws(Diagnostic) { return try JSON.read(line) } catch {
                    throw .unexpectedAnswer(request: request, reason: error.message)
                }
            }
        }
    }
}
