import Docker
import Execution
import Values

/// Credentials of registries, from the pillar or the minion's configuration, as Salt has them:
///
///     docker-registries:
///       registry.example.org:5000: {username: ci, password: secret}
///       hub: {username: ci, password: secret}
enum RegistryLogin {
    static let key = "docker-registries"
    private static let hub = ["hub", "docker.io", "https://index.docker.io/v1/"]

    static func credentials(for image: ImageReference, _ run: RunContext) -> RegistryCredentials? {
        let known = run.pillar[key]?.map ?? run.options[key]?.map ?? [:]
        let names = image.registry.map { [$0, "https://\($0)", "http://\($0)"] } ?? hub
        for name in names {
            guard let entry = known[name], let user = entry["username"]?.scalarText,
                let password = entry["password"]?.scalarText
            else { continue }
            return RegistryCredentials(user: user, password: Secret(password), server: image.registry ?? "")
        }
        return nil
    }
}
