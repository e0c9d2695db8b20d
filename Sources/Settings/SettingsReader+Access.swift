import Values
import YAML

extension SettingsReader {
    /// `external_auth: {EAUTH: {USER: [PERMISSION, ...]}}`
    ///
    /// - Parameter check: looks at it when the types are right.
    mutating func externalAuth(of settings: ValueMap, _ check: MasterConfiguration.AccessCheck) -> ValueMap {
        guard let value = take("external_auth") else { return [:] }
        let hint = "write it as 'external_auth: {file: {fred: [\".*\", \"@runner\"]}}'"
        guard let backends = value.entries else {
            rejectType(of: "external_auth", is: "a mapping of backends to users", found: value, hint: hint)
            return [:]
        }
        let others = errors.count
        for backend in backends {
            guard let users = backend.value.entries else {
                rejectType(
                    of: "external_auth:\(backend.key.text)", is: "a mapping of users to permissions",
                    found: backend.value, hint: hint)
                continue
            }
            // `^filename` and the like are settings of the backend and no users.
            for user in users where user.value.list == nil && !user.key.text.hasPrefix("^") {
                rejectType(
                    of: "external_auth:\(backend.key.text):\(user.key.text)", is: "a list of permissions",
                    found: user.value, hint: hint)
            }
        }
        guard errors.count == others else { return [:] }
        for (path, problem) in check(settings) {
            let place = path.reduce(value) { place, key in place.part(key) ?? place }
            reject(problem.message, at: place, hint: problem.hint)
        }
        return value.value.map ?? [:]
    }
}

extension LocatedValue {
    /// What stands under a key, which may be no text: `{42: [.*]}`.
    fileprivate func part(_ key: String) -> LocatedValue? { entries?.first { $0.key.text == key }?.value }
}
