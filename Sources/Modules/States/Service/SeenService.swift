import Host

/// What was seen of a service.
package struct SeenService: Sendable, Hashable {
    var isAvailable: Bool
    var isRunning: Bool
    var isEnabled: Bool

    init(isAvailable: Bool = true, isRunning: Bool, isEnabled: Bool) {
        self.isAvailable = isAvailable
        self.isRunning = isRunning
        self.isEnabled = isEnabled
    }

    init(_ name: String, _ services: any ServiceReading) async throws {
        isAvailable = try await services.isAvailable(name)
        isRunning = isAvailable ? try await services.isRunning(name) : false
        isEnabled = isAvailable ? try await services.isEnabled(name) : false
    }
}
