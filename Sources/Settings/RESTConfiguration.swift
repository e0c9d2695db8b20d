import Values
import YAML

/// The REST API on the network (`rest_cherrypy`, Salt's name; `rest_api` is the same).
package struct RESTConfiguration: Sendable, Hashable {
    /// nil: the master's `interface`.
    package var host: String?
    package var port: Int
    /// PEM files of the server's certificate and key; without them the master's own authority makes one.
    package var certificate: String?
    package var key: String?
    /// Plain HTTP (`disable_ssl`).
    package var isPlain: Bool

    package init(host: String? = nil, port: Int, certificate: String? = nil, key: String? = nil, isPlain: Bool = false)
    {
        self.host = host
        self.port = port
        self.certificate = certificate
        self.key = key
        self.isPlain = isPlain
    }
}

extension SettingsReader {
    mutating func rest() -> RESTConfiguration? {
        guard let value = take(anyOf: ["rest_cherrypy", "rest_api"]) else { return nil }
        return section(value, named: "rest_cherrypy") { reader in
            let port = reader.integer("port", in: 1...65535)
            if port == nil, reader.errors.isEmpty {
                reader.reject("'rest_cherrypy' has no 'port'", at: value, hint: "8000 is what Salt's users are used to")
            }
            let rest = RESTConfiguration(
                host: reader.text("host"), port: port ?? 0, certificate: reader.text("ssl_crt"),
                key: reader.text("ssl_key"), isPlain: reader.flag("disable_ssl"))
            if !rest.isPlain, reader.errors.isEmpty, (rest.certificate == nil) != (rest.key == nil) {
                reader.reject(
                    "'rest_cherrypy' lacks '\(rest.certificate == nil ? "ssl_crt" : "ssl_key")'", at: value,
                    hint: "give both, or neither: the master then makes a certificate of its own")
            }
            return rest
        } ?? nil
    }
}
