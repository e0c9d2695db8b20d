import ControlPlane

/// File roots of which only the paths count.
struct FakeServedFiles: ServedFiles {
    let paths: [String]

    var environments: [String] { ["base"] }

    func files(environment: String) -> [String] { paths }
    func read(_ path: String, environment: String) -> [UInt8]? { paths.contains(path) ? [] : nil }
    func read(_ path: String, environment: String, _ stretch: Range<Int>) -> [UInt8]? {
        read(path, environment: environment)
    }
    func resolve(_ path: String, environment: String) -> String? { nil }
    func links(below directory: String, environment: String) -> [String: String] { [:] }
    func directories(below directory: String, environment: String) -> Set<String> { [] }
}
