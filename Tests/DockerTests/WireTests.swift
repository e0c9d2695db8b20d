import Docker
import Testing

@Suite struct WireTests {
    @Test(
        arguments: [
            ("app", "app", nil, nil, "app:latest"),
            ("app:1", "app", "1", nil, "app:1"),
            ("localhost:5000/app", "localhost:5000/app", nil, nil, "localhost:5000/app:latest"),
            ("r.org:5000/a/b:1.2", "r.org:5000/a/b", "1.2", nil, "r.org:5000/a/b:1.2"),
            ("app@sha256:ab", "app", nil, "sha256:ab", "app@sha256:ab"),
            ("app:1@sha256:ab", "app", "1", "sha256:ab", "app:1@sha256:ab"),
        ] as [(String, String, String?, String?, String)])
    func `a reference has its parts`(text: String, repository: String, tag: String?, digest: String?, full: String) {
        let reference = ImageReference(text)
        #expect(reference.repository == repository)
        #expect(reference.tag == tag)
        #expect(reference.digest == digest)
        #expect(reference.description == full)
    }

    @Test(
        arguments: [("app", nil), ("team/app", nil), ("r.org/app", "r.org"), ("localhost/app", "localhost")]
            as [(String, String?)])
    func `the registry is the part that looks like a host`(text: String, registry: String?) {
        #expect(ImageReference(text).registry == registry)
    }

    @Test func `versions are compared as numbers`() {
        #expect(EngineVersion("1.9").map { $0 < EngineVersion(major: 1, minor: 41) } == true)
        #expect(EngineVersion("1.x") == nil)
    }
}
