/// What may be asked of the system's services.
package protocol ServiceReading: Sendable {
    func isAvailable(_ name: String) async throws -> Bool
    func isRunning(_ name: String) async throws -> Bool
    func isEnabled(_ name: String) async throws -> Bool
    func all() async throws -> [String]
}

/// What a service can be told.
package enum ServiceAction: String, Sendable, Hashable, CaseIterable {
    case start, stop, restart, reload, enable, disable
}

/// What may be done to the system's services.
package protocol ServiceWriting: ServiceReading {
    func tell(_ name: String, _ action: ServiceAction) async throws -> CommandResult
}
