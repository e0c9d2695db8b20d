import API
import ControlPlane
import Model
import Values

/// The master behind the minion port: real authority and switchboard, and a memory of what minions sent.
actor FakeMaster: MinionOperations {
    let authority: any CertificateAuthority
    nonisolated let switchboard = Switchboard()
    nonisolated let workload = Workload()
    private var serials: [String: String] = [:]
    private(set) var received: [String] = []
    /// How often a certificate was looked at.
    private(set) var authorisations = 0
    private let files: ReceivedFiles

    /// - Parameter files: where what minions push is kept.
    init(authority: any CertificateAuthority, files: ReceivedFiles) {
        self.authority = authority
        self.files = files
    }

    /// Accepts a key, as an operator would.
    func accept(_ id: String, publicKey: String) throws -> IssuedCertificate {
        let issued = try authority.issue(for: MinionID(id), publicKey: publicKey)
        serials[id] = issued.serial
        return issued
    }

    func reject(_ id: String) async throws {
        serials[id] = nil
        await switchboard.cut(try MinionID(id))
    }

    func enrol(_ request: EnrolmentRequest) throws -> EnrolmentReply {
        EnrolmentReply(
            state: "pending", fingerprint: try authority.fingerprint(ofPublicKey: request.publicKey),
            authority: authority.certificate)
    }

    func authorise(id: String, serial: String) throws -> MinionID? {
        authorisations += 1
        return serials[id] == serial ? try MinionID(id) : nil
    }

    func renew(_ minion: MinionID, showing serial: String) -> Value {
        ["certificate": .string("\(minion) after \(serial)")]
    }

    func connect(_ minion: MinionID) async -> MinionConnection { await switchboard.connect(minion) }

    func save(grains: ValueMap, of minion: MinionID) { note("grains", .map(grains), minion) }
    func record(returnBody: Value, from minion: MinionID) { note("return", returnBody, minion) }
    func report(eventBody: Value, from minion: MinionID) { note("event", eventBody, minion) }

    func begin(jobBody: Value, on minion: MinionID) -> Value {
        note("job", jobBody, minion)
        return ["taken": true]
    }

    func mine(request: Value, from minion: MinionID) -> Value {
        note("mine", request, minion)
        return ["return": true]
    }

    func pillar(request: Value, for minion: MinionID) throws -> Value {
        if request["fails"] != nil {
            throw Diagnostics([
                Diagnostic("first", at: SourceLocation(file: "top.sls", line: 3)), Diagnostic("second"),
            ])
        }
        return ["pillar": ["id": .string(minion.text)]]
    }

    func manifest(environment: String) throws -> (body: Value, digest: String) {
        guard environment == "base" else { throw Refusal(.notFound, "there is no environment '\(environment)'") }
        return (["files": ["a b.txt": "d1"]], "m1")
    }

    func file(path: String, environment: String, stretch: Range<Int>?, of version: String?) -> ServedPart? {
        guard environment == "base", path == "web/a b.txt" else { return nil }
        let bytes = [UInt8](0...255)
        guard let stretch, version ?? "d1" == "d1" else { return ServedPart(bytes, digest: "d1") }
        let range = stretch.clamped(to: 0..<bytes.count)
        return ServedPart(Array(bytes[range]), start: range.lowerBound, size: bytes.count, digest: "d1")
    }

    func receive(path: String, size: Int, from minion: MinionID) throws -> IncomingFile {
        try files.begin(path, size: size, from: minion)
    }

    private func note(_ kind: String, _ value: Value, _ minion: MinionID) {
        received.append("\(kind) \(minion) \(JSON.write(value))")
    }
}
