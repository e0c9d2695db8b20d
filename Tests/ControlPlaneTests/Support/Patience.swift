/// Asks again until something holds.
///
/// - Returns: whether it came to hold within five seconds, which only a failing test waits for.
func eventually(_ holds: () async throws -> Bool) async rethrows -> Bool {
    let limit = ContinuousClock.now + .seconds(5)
    while ContinuousClock.now < limit {
        if try await holds() { return true }
        do { try await Task.sleep(for: .milliseconds(2)) } catch { return false }
    }
    return try await holds()
}
