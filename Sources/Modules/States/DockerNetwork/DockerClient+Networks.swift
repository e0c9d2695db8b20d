import Docker
import Values

extension DockerClient {
    /// Takes the containers out of a network and removes it. One that is gone already is fine.
    ///
    /// The engine lets go of a container that just ended a moment late, so a network that is still in use is tried
    /// again for five seconds.
    func removeNetwork(_ id: String, members: [String]) async throws(DockerError) {
        for member in members {
            do throws(DockerError) { try await networks.disconnect(member, from: id, force: true) } catch {
                guard error.isAboutSomethingGone else { throw error }
            }
        }
        let end = ContinuousClock.now + .seconds(5)
        while true {
            do throws(DockerError) { return try await networks.remove(id) } catch {
                if case .notFound = error { return }
                guard error.saysNetworkIsInUse, ContinuousClock.now < end else { throw error }
            }
            do { try await Task.sleep(for: .milliseconds(50)) } catch { throw .cancelled }
        }
    }
}

extension DockerError {
    /// The container or the network is not there, or the one is not in the other.
    fileprivate var isAboutSomethingGone: Bool {
        switch self {
        case .notFound: true
        case .refused(_, let message, _), .conflict(_, _, let message): message.contains("is not connected")
        default: false
        }
    }

    fileprivate var saysNetworkIsInUse: Bool {
        switch self {
        case .refused(_, let message, _), .conflict(_, _, let message): message.contains("active endpoints")
        default: false
        }
    }
}
