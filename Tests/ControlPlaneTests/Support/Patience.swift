/// Asks again until something holds.
///
/// - Returns: whether it came to hold within two minutes, which only a failing test waits for: a busy machine is slow.
func eventually(_ holds: () async throws -> Bool) async rethrows -> Bool {
    let limit = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < limit {
        if try await holds() { return true }
        do { try await Task.sleep(for: .milliseconds(2)) } catch { return false }
    }
    return try await holds()
}
