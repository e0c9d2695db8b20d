import Compiler
import Glibc
import Host
import Logging
import Model
import Modules
import Testing
import Values

@testable import MasterMain

/// The reactor's files, from the master's roots and from its disk.
struct ReactionRendererTests {
    private static let reaction = """
        note {{ data['id'] }}:
          local.test.echo:
            - tgt: {{ data['id'] }}
            - args: [{text: {{ tag | json }}}]
        """
    private let directory: String
    private let renderer: ReactionRenderer

    init() throws {
        var template = Array("/tmp/pigeon-reactions-XXXXXX".utf8CString)
        directory = try #require(mkdtemp(&template).map { String(cString: $0) })
        for name in ["roots", "disk"] { mkdir("\(directory)/\(name)", 0o700) }
        let (host, id, logger) = (HostWriter.system(), try MinionID("test_master"), Logger(label: "test"))
        let files = LocalFileTreeSource(roots: ["base": ["\(directory)/roots"]])
        let catalogue = StandardModules.catalogue(host)
        renderer = ReactionRenderer(
            engine: MinionEngine(
                id: id, options: [:], grains: ["id": "test_master"], catalogue: catalogue, files: files,
                pillar: LocalPillarSource(
                    id: id, roots: [:], configuration: [:], catalogue: catalogue, files: files, host: host,
                    logger: logger),
                host: host, logger: logger))
    }

    private func write(_ text: String, to name: String) throws {
        try SystemFiles().write(Array(text.utf8), to: "\(directory)/\(name)", FileAttributes(mode: 0o600))
    }

    private func render(_ file: String) async throws -> [(file: String, value: Value)] {
        try await renderer.render(file, tag: "a/'tag'", data: ["id": "web1"])
    }

    private static let expected: Value = [
        "note web1": ["local.test.echo": [["tgt": "web1"], ["args": [["text": "a/'tag'"]]]]]
    ]

    @Test func `a file of the roots is rendered with tag and data`() async throws {
        try write(Self.reaction, to: "roots/note.sls")
        let rendered = try await render("salt://note.sls")
        #expect(rendered.map(\.file) == ["salt://note.sls"])
        #expect(rendered.map(\.value) == [Self.expected])
    }

    @Test func `all files that a glob means are rendered, by name`() async throws {
        try write(Self.reaction, to: "disk/b.sls")
        try write("{% if tag == 'other' %}never: {}{% endif %}", to: "disk/a.sls")
        try write("no", to: "disk/note.txt")
        let rendered = try await render("\(directory)/disk/*.sls")
        #expect(rendered.map(\.file) == ["\(directory)/disk/a.sls", "\(directory)/disk/b.sls"])
        #expect(rendered.map(\.value) == [[:], Self.expected])
    }

    @Test(arguments: ["salt://nosuch.sls", "/nosuch/*.sls", "salt://../disk/b.sls"])
    func `a file that is not there is told`(file: String) async throws {
        try write(Self.reaction, to: "disk/b.sls")
        let error = await #expect(throws: Diagnostic.self) { _ = try await render(file) }
        #expect(error?.message.contains(file) == true)
    }

    @Test func `what does not render is told with its place`() async throws {
        try write("one: 1\ntwo: {{ data['id' }}\n", to: "disk/broken.sls")
        let error = await #expect(throws: (any Error).self) { _ = try await render("\(directory)/disk/broken.sls") }
        #expect(error.map { "\($0)" }?.contains("\(directory)/disk/broken.sls:2") == true, "\(error as Any)")
    }
}
